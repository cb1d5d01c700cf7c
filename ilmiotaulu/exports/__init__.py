"""Files that people take with them: a view in, bytes out."""
