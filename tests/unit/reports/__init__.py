"""Reports: files and feeds in, structured values out."""
