"""Files that people take with them."""
