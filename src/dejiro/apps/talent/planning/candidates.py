"""Who could serve a request, and which one change of it would bring somebody."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from dejiro.apps.talent.entries import papers_missing
from dejiro.apps.talent.models import Request, Specialist
from dejiro.apps.talent.planning.supply import PARTS, core_specialist, pool_for_planning, promised
from dejiro.cores.allocation import model as core
from dejiro.cores.allocation.candidates import candidates_of
from dejiro.foundation.organizations.models import Organization

ASKED: Final = "asked"


@dataclass(frozen=True)
class Match:
    """A specialist who could serve a request: fit from 0 to 1, and papers that do not hold for the whole period."""

    specialist: Specialist
    fit: float
    missing: Sequence[str]


@dataclass(frozen=True)
class Chance:
    """How many could serve a request as it is, and how many if one thing were changed: the change in words."""

    now: int
    changes: Sequence[tuple[str, int]]


def matches_for(request: Request) -> list[Match]:
    """Return who could serve a request beside what they have promised, the best fit first; eight queries."""
    people, problem = _problem(request, [_core_request(request)])
    found = candidates_of(problem)
    rows = [
        Match(people[at], float(fit), papers_missing(people[at], request.starts_on, request.ends_on))
        for at, fit in zip(found.specialist, found.fit, strict=True)
    ]
    return sorted(rows, key=lambda row: (len(row.missing), -row.fit, row.specialist.key))


def chances_of(request: Request) -> Chance:
    """Return how many could serve a request, and what one change would do; eight queries."""
    asked = _core_request(request)
    variants = {ASKED: asked, **_variants(asked)}
    _people, problem = _problem(request, [replace(one, id=name) for name, one in variants.items()])
    found = candidates_of(problem)
    counts = Counter(problem.requests[at].id for at in found.request)
    changes = [(name, counts[name]) for name in variants if name != ASKED and counts[name] > counts[ASKED]]
    return Chance(counts[ASKED], changes)


def obstacles_between(request: Request, specialist: Specialist) -> list[str]:
    """Return what keeps a specialist from serving a request, in words; empty when nothing does.

    Seven queries; one when what planning asks of the specialist is loaded.
    """
    prefetch_related_objects([specialist], *PARTS)
    others = promised(request.area).get(specialist.pk, [])
    one = core_specialist(specialist, request.starts_on, request.weeks, others)
    asked = _core_request(request)
    level = one.skills.get(asked.role)
    weeks = [0] * asked.end
    for row in one.capacity:
        weeks[row.start : row.end] = [row.half_days] * (row.end - row.start)
    present = asked.body in one.onsite if isinstance(one.onsite, tuple) else one.onsite
    missing = papers_missing(specialist, request.starts_on, request.ends_on)
    checks = (
        (level is None, _("役割「%(role)s」がありません。") % {"role": request.role_label}),
        (level is not None and level < asked.level, _("レベルが足りません。")),
        (min(weeks) < asked.half_days, _("稼働できる量が足りない週があります。")),
        (asked.onsite and not present, _("この団体に出張できません。")),
        (asked.body in one.not_for, _("利益相反があります。")),
        (bool(missing), _("期間中に有効でない書類があります: %(papers)s") % {"papers": _("、").join(missing)}),
    )
    return [text for holds, text in checks if holds]


def _problem(request: Request, asked: Sequence[core.Request]) -> tuple[list[Specialist], core.Problem]:
    area: Organization = request.area
    people = list(pool_for_planning(area, on=request.starts_on))
    held = promised(area)
    code = request.organization.code
    weeks = max(one.end for one in asked)
    specialists = [_here(core_specialist(one, request.starts_on, weeks, held.get(one.pk, ())), code) for one in people]
    return people, core.Problem(
        weeks=weeks, specialists=tuple(specialists), bodies=(core.Body(code, 1.0),), requests=tuple(asked)
    )


def _here(one: core.Specialist, code: str) -> core.Specialist:
    """Leave out the bodies that do not stand in a problem of one body."""
    places = one.onsite
    onsite = tuple(name for name in places if name == code) if isinstance(places, tuple) else places
    return replace(one, onsite=onsite, not_for=tuple(name for name in one.not_for if name == code))


def _core_request(request: Request) -> core.Request:
    return core.Request(
        id=ASKED,
        body=request.organization.code,
        role=request.role,
        level=request.level,
        half_days=request.half_days,
        start=0,
        end=request.weeks,
        onsite=request.onsite,
        priority=request.priority,
    )


def _variants(asked: core.Request) -> dict[str, core.Request]:
    found: dict[str, core.Request] = {}
    if asked.level > 1:
        found[_("レベルを1つ下げる")] = replace(asked, level=asked.level - 1)
    if asked.onsite:
        found[_("来てもらわずリモートにする")] = replace(asked, onsite=False)
    if asked.half_days > 1:
        found[_("週の半日数を半分にする")] = replace(asked, half_days=max(asked.half_days // 2, 1))
    if asked.end > 1:
        found[_("期間を前半だけにする")] = replace(asked, end=asked.end // 2)
    later = asked.end + 13
    found[_("始まりを13週あとにする")] = replace(asked, start=13, end=later)
    return found
