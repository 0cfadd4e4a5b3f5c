"""A county's folder: its files, read, checked against each other and refused as one."""
