"""Small parts a page is put together from."""
