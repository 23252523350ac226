"""Reads. Each page takes a fixed number of queries, however many rows it shows."""
