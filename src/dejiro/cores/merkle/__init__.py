"""The append-only log's arithmetic: hashing, proofs, signed checkpoints, sealed values."""
