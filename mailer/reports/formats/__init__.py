"""One module per file format: each turns what it reads into drafts or a Report."""
