"""A story: some views of the figures in an order, as a presenter tells them. Knows no release, no page and no file."""
