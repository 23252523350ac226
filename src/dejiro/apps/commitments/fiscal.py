"""Whether a body can decide in time: its budget year and its assembly, held against a start month. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from dejiro.apps.commitments.models import Assembly, BudgetCycle
from dejiro.foundation.calendars import FiscalYear, Month, wareki


class Severity(StrEnum):
    """How bad it is."""

    FITS = "success"
    HURRY = "warning"
    MISSES = "error"
    UNKNOWN = "info"


@dataclass(frozen=True)
class Flag:
    """What the calendar says about one start month."""

    month: Month
    severity: Severity
    text: str

    @property
    def label(self) -> str:
        """The severity in a word."""
        return {
            Severity.FITS: _("間に合う"),
            Severity.HURRY: _("補正予算が必要"),
            Severity.MISSES: _("間に合わない"),
            Severity.UNKNOWN: _("わからない"),
        }[self.severity]


def flags_for(
    starts: Iterable[str], *, cycles: Sequence[BudgetCycle], assemblies: Sequence[Assembly], today: date
) -> tuple[Flag, ...]:
    """Return one flag a start month, in the order of the months: does the body's calendar allow it?

    A start in a fiscal year needs that year's budget: asked for by its closing date and voted by an assembly before the
    month begins. What the body has not entered is said to be unknown, never assumed.
    """
    by_year = {cycle.fiscal_year: cycle for cycle in cycles}
    return tuple(_flag(Month(start), by_year, assemblies, today) for start in sorted(starts))


def _flag(month: Month, cycles: dict[int, BudgetCycle], assemblies: Sequence[Assembly], today: date) -> Flag:
    year = month.fiscal_year
    cycle = cycles.get(year.year)
    vote = _last_vote_before(month, assemblies)
    if month.starts_on <= today:
        return Flag(month, Severity.MISSES, _("開始月が過ぎています。"))
    if cycle is None or vote is None:
        return Flag(month, Severity.UNKNOWN, _unknown(year, missing_cycle=cycle is None))
    if vote.votes_on < today:
        return Flag(month, Severity.MISSES, _missed_vote(vote))
    if cycle.request_due_on < today:
        return Flag(month, Severity.HURRY, _missed_request(year, cycle, vote))
    return Flag(month, Severity.FITS, _fits(year, cycle, vote))


def _last_vote_before(month: Month, assemblies: Sequence[Assembly]) -> Assembly | None:
    before = [assembly for assembly in assemblies if assembly.votes_on < month.starts_on]
    return max(before, key=lambda assembly: assembly.votes_on, default=None)


def _unknown(year: FiscalYear, *, missing_cycle: bool) -> str:
    if missing_cycle:
        return _("%(year)sの予算日程が未登録のため、間に合うか判定できません。") % {"year": year.label}
    return _("開始月より前の議会日程が未登録のため、間に合うか判定できません。")


def _missed_vote(vote: Assembly) -> str:
    return _("開始月より前の最後の議会（%(name)s、%(day)s議決）が終わっています。臨時会か専決処分が必要です。") % {
        "name": vote.name,
        "day": wareki(vote.votes_on),
    }


def _missed_request(year: FiscalYear, cycle: BudgetCycle, vote: Assembly) -> str:
    return _(
        "%(year)sの予算要求の締切（%(due)s）を過ぎています。補正予算として%(name)s（%(day)s議決）にかける必要があります。"
    ) % {
        "year": year.label,
        "due": wareki(cycle.request_due_on),
        "name": vote.name,
        "day": wareki(vote.votes_on),
    }


def _fits(year: FiscalYear, cycle: BudgetCycle, vote: Assembly) -> str:
    return _("%(year)sの予算要求は%(due)sまで、議決は%(name)s（%(day)s）です。") % {
        "year": year.label,
        "due": wareki(cycle.request_due_on),
        "name": vote.name,
        "day": wareki(vote.votes_on),
    }
