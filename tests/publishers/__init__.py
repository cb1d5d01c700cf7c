"""A small fake of the four open-data publishers, and recorded answers of the real ones."""
