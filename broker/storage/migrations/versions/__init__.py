"""One file for each step that the tables took."""
