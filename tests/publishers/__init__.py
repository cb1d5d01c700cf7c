"""A small fake of the five open-data publishers, and recorded answers of the real ones."""
