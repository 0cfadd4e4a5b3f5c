"""The schema's history. Each step is SQL; nothing in it needs an extension."""
