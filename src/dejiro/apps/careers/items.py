"""The skill items (スキル項目) of デジタルスキル標準, read once from the app's data; a skill is a role or an item."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from dejiro.apps.talent import public as talent
from dejiro.foundation.errors import Refusal

DATA: Final = Path(__file__).parent / "data" / "items.json"
BETWEEN: Final = re.compile(r"[、,，;；\n]")
Choices = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True)
class Item:
    """A skill item; `confirmed` names the public lists of the data in which the name stands, word for word."""

    code: str
    name: Mapping[str, str]
    category: Mapping[str, str]
    subcategory: Mapping[str, str]
    confirmed: tuple[str, ...]

    @property
    def label(self) -> str:
        """The item as shown."""
        return talent.spoken(self.name)

    @property
    def category_label(self) -> str:
        """The category as shown."""
        return talent.spoken(self.category)

    @property
    def subcategory_label(self) -> str:
        """The sub-category as shown."""
        return talent.spoken(self.subcategory)

    @property
    def group(self) -> str:
        """The category with the sub-category as shown."""
        return _("%(category)s：%(part)s") % {"category": self.category_label, "part": self.subcategory_label}


@cache
def items() -> Mapping[str, Item]:
    """Return the items by code, in the standard's order."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    return {
        row["code"]: Item(row["code"], row["name"], category["name"], part["name"], tuple(row["confirmed"]))
        for category in data["categories"]
        for part in category["subcategories"]
        for row in part["items"]
    }


def item_choices() -> Choices:
    """Return the items for a select, grouped by category and sub-category."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for item in items().values():
        groups.setdefault(item.group, []).append((item.code, item.label))
    return list(groups.items())


def skill_choices() -> Choices:
    """Return roles and items for one select, each group saying which of both it holds."""
    roles = [(_("役割　%(group)s") % {"group": group}, rows) for group, rows in talent.role_choices()]
    return roles + [(_("スキル項目　%(group)s") % {"group": group}, rows) for group, rows in item_choices()]


def skill_codes() -> list[str]:
    """Return the codes of all roles and items."""
    return [*talent.roles(), *items()]


def skill_label(code: str) -> str:
    """Return what a role or item is called; the code itself when an older standard had it."""
    item = items().get(code)
    return item.label if item else talent.role_label(code)


def check_skill(code: str, level: int) -> None:
    """Refuse what the standard knows neither as a role nor as an item.

    Raises:
        Refusal: at the field `skill` or `level`.
    """
    if code not in items() and code not in talent.roles():
        message = _("「%(skill)s」は、デジタルスキル標準の役割にもスキル項目にもありません。一覧から選んでください。")
        raise Refusal(message % {"skill": code[:40]}, code="no_skill", field="skill")
    if level not in talent.LEVELS:
        raise Refusal(_("レベルは1から4で入力してください。"), code="no_level", field="level")


def check_items(codes: Iterable[str]) -> None:
    """Refuse items that the standard does not know.

    Raises:
        Refusal: at the field `items`.
    """
    for code in codes:
        if code not in items():
            raise Refusal(_no_item(code), code="no_item", field="items")


def written(codes: Iterable[str]) -> str:
    """Return items as they stand in a cell of a table, in the reader's language."""
    return _("、").join(skill_label(code) for code in codes)


def read_items(text: str) -> tuple[str, ...]:
    """Return the items of a cell, written by name or code one after another, in the standard's order and each once.

    Raises:
        ValueError: with a sentence that says what to write.
    """
    known = {_folded(word): item.code for item in items().values() for word in (item.code, *item.name.values())}
    words = [word.strip() for word in BETWEEN.split(text) if word.strip()]
    for word in words:
        if _folded(word) not in known:
            raise ValueError(_no_item(word))
    found = {known[_folded(word)] for word in words}
    return tuple(code for code in items() if code in found)


def _no_item(word: str) -> str:
    message = _(
        "「%(item)s」というスキル項目は、デジタルスキル標準にありません。名前を「、」で区切って書いてください。"
    )
    return message % {"item": word[:40]}


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
