"""Who takes which post that one person fills whole: deferred acceptance with quotas and flexible regional caps."""
