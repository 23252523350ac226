"""One's own desk: everything that the organization must answer, by date, and who else in the office has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.utils.translation import gettext as _

from dejiro.apps.desk.selectors.staff import Colleague, staff_of
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.calendars import business_days_after
from dejiro.foundation.notices.models import DeskItem
from dejiro.foundation.notices.selectors import desk_for
from dejiro.ui import formats

SOON_DAYS: Final = 2
NAMED: Final = 3


@dataclass(frozen=True)
class Duty:
    """One thing to do, and the names of the colleagues on whose desk it lies too."""

    item: DeskItem
    others: tuple[str, ...]

    @property
    def left(self) -> str:
        """Return how long there is: 「あと2開庁日」."""
        return formats.due(self.item.due_at)

    @property
    def holders(self) -> str:
        """Return who has it, as shown: 「あなた、原島 一郎」."""
        if not self.others:
            return _("あなただけ")
        names = _("、").join([_("あなた"), *self.others[:NAMED]])
        more = len(self.others) - NAMED
        return names if more <= 0 else _("%(names)s、ほか%(more)d人") % {"names": names, "more": more}


@dataclass(frozen=True)
class Heap:
    """Things that are due in the same span, by due date."""

    label: str
    kind: str
    duties: tuple[Duty, ...]

    @property
    def summary(self) -> str:
        """Return the heap in a word: 「その後 3件」."""
        return _("%(label)s %(count)d件") % {"label": self.label, "count": len(self.duties)}


def heaps_for(actor: Actor) -> tuple[Heap, ...]:
    """Return the actor's desk in heaps: overdue, within two open days, later, without a date; three queries."""
    labels = (
        (_("期限を過ぎたもの"), "error"),
        (_("2開庁日以内"), "warning"),
        (_("その後"), "info"),
        (_("期限のないもの"), "neutral"),
    )
    items = desk_for(actor)
    colleagues = _colleagues(actor) if items else ()
    return tuple(
        Heap(*labels[span], duties=tuple(_duty(item, colleagues) for item in due))
        for span, due in groupby(items, key=span_of)
    )


def span_of(item: DeskItem) -> int:
    """Return in which heap an item lies: 0 overdue, 1 within two open days, 2 later, 3 without a date."""
    if item.due_at is None:
        return 3
    if item.due_at < clock.now():
        return 0
    soon = business_days_after(clock.today(), SOON_DAYS)
    return 1 if item.due_at.astimezone(clock.JST).date() <= soon else 2


def _colleagues(actor: Actor) -> Sequence[Colleague]:
    assert actor.organization is not None
    staff = staff_of([actor.organization.pk]).get(actor.organization.pk, ())
    return [colleague for colleague in staff if colleague.user != actor.user]


def _duty(item: DeskItem, colleagues: Sequence[Colleague]) -> Duty:
    return Duty(item, tuple(colleague.user.name for colleague in colleagues if colleague.may_do(item)))
