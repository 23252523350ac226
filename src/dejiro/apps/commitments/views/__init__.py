"""Pages of rounds, commitments, results and calendars."""
