"""What must hold of the repository's own files, read without running the product."""
