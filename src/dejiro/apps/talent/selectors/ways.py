"""What would serve a request that a plan leaves open, in words."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from dejiro.apps.talent.models import Request
from dejiro.cores.allocation.model import WouldTake
from dejiro.ui.formats import jdate
from dejiro.ui.signs import signs

WEEK: Final = timedelta(weeks=1)


def way_lines(way: WouldTake, monday: date, names: Mapping[str, Request]) -> list[str]:
    """Return a sentence for a change of the request, and one for the requests that would give way.

    Args:
        way: what the core found.
        monday: first day of the plan.
        names: requests that the reader may know by name; of others only the number is told.
    """
    lines = [] if way.or_change is None else [_changed(way.or_change[0], way.or_change[1], monday)]
    return lines if way.displaces is None else [*lines, _displaced(way.displaces, names)]


def _changed(field: str, value: object, monday: date) -> str:
    if field == "onsite":
        return _("リモートでよければ、受けられる人がいます。")
    number = int(str(value))
    if field == "level":
        return _("レベルを%(level)dに下げれば、受けられる人がいます。") % {"level": number}
    if field == "half_days":
        return _("週%(half_days)d半日に減らせば、受けられる人がいます。") % {"half_days": number}
    if field == "from":
        return _("%(day)sからにすれば、受けられる人がいます。") % {"day": jdate(monday + number * WEEK)}
    return _("%(day)sまでにすれば、受けられる人がいます。") % {"day": jdate(monday + number * WEEK - timedelta(days=1))}


def _displaced(displaces: tuple[str, ...], names: Mapping[str, Request]) -> str:
    if not displaces:
        return _("ほかの依頼の担当を入れ替えれば、だれも外さずに受けられます。")
    counted = _("今の計画で受けると、ほかの依頼が%(total)d件外れます。") % {"total": len(displaces)}
    known = [names[key] for key in displaces if key in names]
    listed = signs("、").join(f"{one.organization.name} {one.title}" for one in known)
    return f"{counted} {listed}" if known else counted
