"""Pages of the challenges."""
