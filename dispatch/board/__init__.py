"""Read-only pictures: queries over the tables, every one of them scoped to who asks."""
