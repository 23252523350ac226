"""What the result's figures look like on a page: shares with intervals, names of groups, sentences on reliability."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any, Final

from django.utils.translation import gettext as _

from dejiro.ui.formats import jdate

INTERVAL: Final = 1.6449
MARKS: Final = "ABCDEFGH"
Json = Any


@dataclass(frozen=True)
class Share:
    """A statement and how it was answered, in whole percent; `low` and `high` bound the share that agrees (90 %)."""

    number: int
    text: str
    seen: int
    agree: int
    disagree: int
    passed: int
    low: int
    high: int
    by_group: tuple[tuple[str, int, int], ...] = ()

    @property
    def pass_from(self) -> int:
        """Where the part of the passes begins in the bar."""
        return self.agree + self.disagree


def group_name(number: int) -> str:
    """Return what a group is called: a letter, which the map shows too."""
    return _("グループ%(mark)s") % {"mark": MARKS[number % len(MARKS)]}


def shares(document: Json, numbers: Sequence[int], texts: Mapping[int, str]) -> list[Share]:
    """Return these statements with their shares, in the order given, without those that too few have answered."""
    rows = {row["number"]: row for row in document["statements"] if row["agree"] is not None}
    return [
        share_of(rows[number], texts[number], document["groups"])
        for number in numbers
        if number in rows and number in texts
    ]


def share_of(row: Json, text: str, groups: Sequence[Json] = ()) -> Share:
    """Return one statement's shares; the three whole percents add up to 100."""
    seen = row["seen"]
    low, high = wilson(row["agree"], seen)
    agree, disagree = _percent(row["agree"], seen), _percent(row["disagree"], seen)
    by_group = tuple(
        (group_name(group["id"]), _percent(counts[0], counts[2]), _percent(counts[1], counts[2]))
        for group in groups
        if (counts := group["shares"].get(str(row["number"])))
    )
    return Share(
        row["number"],
        text,
        seen,
        agree,
        disagree,
        max(0, 100 - agree - disagree),
        _percent(low, 1),
        _percent(high, 1),
        by_group,
    )


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the 90 % interval of a share.

    Source: Wilson 1927.
    """
    share, z2 = part / whole, INTERVAL**2
    middle = (share + z2 / (2 * whole)) / (1 + z2 / whole)
    reach = INTERVAL * sqrt(share * (1 - share) / whole + z2 / (4 * whole**2)) / (1 + z2 / whole)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _percent(part: float, whole: float) -> int:
    return int(100 * part / whole + 0.5)


def why_no_groups(document: Json) -> str:
    """Return in a sentence why no groups are drawn; "" when they are."""
    trust = document["reliability"]
    if trust is None or trust["draw"]:
        return ""
    if trust["k"] <= 1:
        return _("グループに分けられるだけの違いがありません。")
    if trust["statements_halved"] < trust["least_agreement"]:
        return _(
            "意見を半分ずつに分けて計算し直すと、グループの一致度が%(found)sしかありません（目安は%(least)s以上）。"
        ) % {"found": f"{trust['statements_halved']:.2f}", "least": f"{trust['least_agreement']:.2f}"}
    return _(
        "参加者の半分だけで計算し直すと、再現する割合が%(found)sしかないグループがあります（目安は%(least)s以上）。"
    ) % {"found": f"{min(trust['groups']):.2f}", "least": f"{trust['least_stability']:.2f}"}


def notes(document: Json) -> list[str]:
    """Return what a reader of the figures must know first."""
    known = {
        "few": _("答えた人が5人より少ないため、結果はまだ表示しません。だれの答えか分かってしまうのを防ぐためです。"),
        "all_pass": _("すべての答えがパスです。賛成・反対の違いは、まだ分かりません。"),
        "all_same": _("すべての答えが同じです。立場の違いは見えません。"),
    }
    return [known[document["state"]]] if document["state"] in known else []


def without(kind: str, label: str) -> str:
    """Return whom or what a computation leaves out, in words."""
    capacities = {"residents": _("住民"), "companies": _("企業の人"), "offices": _("自治体の職員")}
    if kind == "day":
        return _("%(day)sの答え") % {"day": jdate(date.fromisoformat(label))}
    if kind == "cohort":
        return _("「%(group)s」の人の答え") % {"group": capacities.get(label, label)}
    return _("結果への影響の大きい5%の人の答え")
