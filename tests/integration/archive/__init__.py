"""The public archive, its search and its feeds."""
