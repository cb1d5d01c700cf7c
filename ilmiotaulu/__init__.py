"""What the figures mean: catalogue, statistics, disclosure, statements, charts and exports."""
