"""Reads. Each says how many queries it takes, whatever the number of rows."""
