"""The real conversations that the tests read; credit in data/README.md."""

from functools import cache
from pathlib import Path

from dejiro.cores.opinion.io import Export, read_votes

DATA = Path(__file__).parent / "data"
NAMES = (
    "affordable-housing",
    "austria-2vkx",
    "austria-5twd",
    "austria-7z7e",
    "biodiversity",
    "bowling-green",
    "freshwater",
    "london",
    "seattle",
    "uberx",
    "ubi",
)


@cache
def conversation(name: str) -> Export:
    """The last votes of a conversation, with its moderation and the groups that Polis had given."""
    return read_votes(DATA / f"{name}.participants-votes.csv.gz", DATA / f"{name}.comments.csv.gz")


@cache
def with_times(name: str) -> Export:
    """The same from votes.csv."""
    return read_votes(DATA / f"{name}.votes.csv.gz", DATA / f"{name}.comments.csv.gz")
