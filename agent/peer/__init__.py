"""One encrypted connection with one viewer."""
