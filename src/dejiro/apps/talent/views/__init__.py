"""Pages of the pool, of requests and of engagements."""
