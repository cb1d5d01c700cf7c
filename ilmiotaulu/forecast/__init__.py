"""What may come, and how wrong such forecasts have been: births, children, their intervals and their track record."""
