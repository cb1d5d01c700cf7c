"""Figure builders: one file a chart, one palette for all of them."""
