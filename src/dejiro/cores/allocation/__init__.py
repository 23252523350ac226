"""Shared specialists: the fair share of every municipality, with its proof, and whole engagements that follow it."""
