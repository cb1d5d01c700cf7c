"""Statistics of small areas: pure functions on arrays and frames."""
