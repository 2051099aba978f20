"""Staff pages: what there is to tell, to whom and when it goes, and what became of it."""
