"""The region's own figures on their way into a release: kept as they were taken in, then worked out and hidden."""
