"""Pages of careers."""
