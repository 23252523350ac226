"""What people write in: openings, applications, joint recruiting, checked before a row is touched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from dejiro.apps.hiring.models import Joint
from dejiro.apps.talent import public as talent
from dejiro.foundation.errors import Refusal

MOST_CRITERIA: Final = 10
HEAVIEST: Final = 100


@dataclass(frozen=True)
class OpeningTerms:
    """An opening; pay in yen a year or day, `criteria` as name and weight from 1 to 100."""

    title: str
    role: str
    duties: str
    place: str
    region: str
    system: str
    unit: str
    pay_low: int
    pay_high: int
    legal_basis: str
    starts_on: date
    ends_on: date
    posts: int
    deadline: datetime
    criteria: tuple[tuple[str, int], ...]
    joint: Joint | None = None

    def row(self) -> dict[str, object]:
        """Return the columns of the opening."""
        found = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "criteria"}
        return found | ({"deadline": self.joint.deadline} if self.joint else {})


@dataclass(frozen=True)
class ApplicationTerms:
    """What a candidate writes once; `wanted_pay` in yen a year."""

    name: str
    contact: str
    years: int
    role: str
    skills: str
    experience: str
    wanted_pay: int | None = None

    def row(self) -> dict[str, object]:
        """Return the columns of the application."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def check_opening(terms: OpeningTerms, *, now: datetime) -> None:
    """Refuse an opening that cannot stand.

    Raises:
        Refusal: at the field concerned.
    """
    deadline = terms.joint.deadline if terms.joint else terms.deadline
    _insist(terms.role in talent.roles(), _("役割を一覧から選んでください。"), "role")
    _insist(terms.pay_high >= terms.pay_low, _("上限を下限以上の額にしてください。"), "pay_high")
    _insist(terms.ends_on > terms.starts_on, _("任期の終わりを、始めより後の日にしてください。"), "ends_on")
    _insist(terms.posts >= 1, _("人数を1人以上にしてください。"), "posts")
    _insist(deadline > now, _("応募の締切を、これからの日時にしてください。"), "deadline")
    names = [name for name, _weight in terms.criteria]
    _insist(0 < len(names) <= MOST_CRITERIA, _("評価の基準を1件から10件まで書いてください。"), "criteria")
    _insist(len(set(names)) == len(names), _("同じ基準が2度あります。"), "criteria")
    weights = all(1 <= weight <= HEAVIEST for _name, weight in terms.criteria)
    _insist(weights, _("重みを1から100までの整数にしてください。"), "criteria")


def check_application(terms: ApplicationTerms) -> None:
    """Refuse an application in a role that デジタルスキル標準 does not know.

    Raises:
        Refusal: at the field concerned.
    """
    _insist(terms.role in talent.roles(), _("役割を一覧から選んでください。"), "role")


def check_ranks(ranks: Mapping[int, int], openings: Sequence[int]) -> None:
    """Refuse ranks that are not 1, 2, 3 …, each once, on openings that are there.

    Args:
        ranks: opening to rank.
        openings: what may be ranked.
    """
    _insist(set(ranks) <= set(openings), _("締め切った求人が含まれています。選び直してください。"), None)
    _insist(
        len(set(ranks.values())) == len(ranks) and all(rank >= 1 for rank in ranks.values()),
        _("同じ希望順位を2度使っています。順位は1つの求人に1つずつ付けてください。"),
        None,
    )


def lines_with_number(text: str, field: str) -> tuple[tuple[str, int], ...]:
    """Read lines of a name and a whole number: 「実務経験 3」.

    >>> lines_with_number("実務経験 3", "criteria")
    (('実務経験', 3),)
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        name, _space, value = line.strip().replace("\u3000", " ").rpartition(" ")
        if not line.strip():
            continue
        message = _("%(line)d行目を「名前 数」の形（例：実務経験 3）で書いてください。") % {"line": number}
        _insist(bool(name.strip()) and value.isdecimal() and len(value) <= len("100"), message, field)
        found.append((name.strip(), int(value)))
    return tuple(found)


def _insist(right: bool, message: str, field: str | None) -> None:  # noqa: FBT001  # what is asked, first
    if not right:
        raise Refusal(message, code="terms", field=field)
