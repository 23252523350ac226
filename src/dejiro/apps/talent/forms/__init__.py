"""Forms of the pool, of requests and of engagements."""
