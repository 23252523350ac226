"""The ways to CIO and their stations, read once from the app's data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path as File
from typing import Final

from dejiro.apps.talent.public import role_label, spoken

DATA: Final = File(__file__).parent / "data" / "paths.json"


@dataclass(frozen=True)
class Named:
    """What has a key, a name and some words, the latter two in each language."""

    key: str
    name: Mapping[str, str]
    text: Mapping[str, str]

    @property
    def label(self) -> str:
        """Its name as shown."""
        return spoken(self.name)

    @property
    def words(self) -> str:
        """What it is, or for whom, as shown."""
        return spoken(self.text)


@dataclass(frozen=True)
class Station(Named):
    """A place on a path: what one does there, the roles with levels, and the credits that it needs."""

    needs: Mapping[str, int]
    credits: int

    @property
    def needed(self) -> list[tuple[str, int]]:
        """The roles as shown, with levels."""
        return [(role_label(role), level) for role, level in self.needs.items()]


@dataclass(frozen=True)
class Path(Named):
    """A way from the first station to CIO."""

    stations: tuple[Station, ...]


@cache
def paths() -> Mapping[str, Path]:
    """Return the paths by key."""
    rows = json.loads(DATA.read_text(encoding="utf-8"))
    return {
        row["key"]: Path(row["key"], row["name"], row["text"], tuple(Station(**one) for one in row["stations"]))
        for row in rows
    }


def path_choices() -> list[tuple[str, str]]:
    """Return the paths for a select."""
    return [(key, path.label) for key, path in paths().items()]
