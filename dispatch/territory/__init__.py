"""The ground: the divisions and grids of a county."""
