"""The roles of デジタルスキル標準 and the situations that lead to them, read once from the app's data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dejiro.foundation.errors import Refusal

DATA: Final = Path(__file__).parent / "data"
LEVELS: Final = (1, 2, 3, 4)


@dataclass(frozen=True)
class SkillRole:
    """A role of the standard; `nearest` is the type of 自治体DX外部人材スキル標準 that comes nearest."""

    code: str
    type: Mapping[str, str]
    name: Mapping[str, str]
    nearest: str

    @property
    def label(self) -> str:
        """The role as shown: 「データサイエンティスト：データエンジニア」 is shortened to the role."""
        return spoken(self.name)

    @property
    def type_label(self) -> str:
        """The type (類型) as shown."""
        return spoken(self.type)


@dataclass(frozen=True)
class Ask:
    """What a situation usually asks for; half-days a week, weeks."""

    role: str
    level: int
    half_days: int
    weeks: int
    onsite: bool


@dataclass(frozen=True)
class Situation:
    """What a municipality comes with, in plain words, and what usually serves it."""

    key: str
    name: Mapping[str, str]
    text: str
    asks: tuple[Ask, ...]

    @property
    def label(self) -> str:
        """The situation as shown."""
        return spoken(self.name)


def spoken(words: Mapping[str, str]) -> str:
    """Return a text in the reader's language, Japanese where there is no other."""
    return words.get((get_language() or "ja")[:2], words["ja"])


@cache
def roles() -> Mapping[str, SkillRole]:
    """Return the roles by code, in the standard's order."""
    return {row["code"]: SkillRole(**row) for row in _read("roles.json")}


@cache
def situations() -> Mapping[str, Situation]:
    """Return the situations by key."""
    rows = _read("situations.json")
    return {
        row["key"]: Situation(row["key"], row["name"], row["text"], tuple(Ask(**ask) for ask in row["asks"]))
        for row in rows
    }


def role_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the roles for a select, grouped by type."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for role in roles().values():
        groups.setdefault(role.type_label, []).append((role.code, role.label))
    return list(groups.items())


def role_names() -> dict[str, str]:
    """Return what each role is called."""
    return {code: role.label for code, role in roles().items()}


def role_label(code: str) -> str:
    """Return what a role is called; the code itself when an older standard had it."""
    role = roles().get(code)
    return role.label if role else code


def check_role(code: str, level: int) -> None:
    """Refuse what the standard does not know.

    Raises:
        Refusal: at the field `role` or `level`.
    """
    if code not in roles():
        message = _("「%(role)s」という役割は、デジタルスキル標準にありません。一覧から選んでください。")
        raise Refusal(message % {"role": code[:40]}, code="no_role", field="role")
    if level not in LEVELS:
        raise Refusal(_("レベルは1から4で入力してください。"), code="no_level", field="level")


def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return rows
