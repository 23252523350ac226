"""Was a pilot worth it? Judged by a rule that was fixed before it began."""
