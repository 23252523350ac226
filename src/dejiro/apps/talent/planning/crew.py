"""Who could take a request over in a plan as it stands, and who of them has room beside what the plan gives them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dejiro.apps.talent.models import Plan, Request, Specialist
from dejiro.apps.talent.planning.candidates import matches_for
from dejiro.apps.talent.planning.plans import narrowed
from dejiro.apps.talent.planning.supply import half_days_by_week, promised


@dataclass(frozen=True)
class Helper:
    """A specialist who could serve a request, their level in its role, and whether they have room for it."""

    specialist: Specialist
    level: int
    free: bool


def crew_for(plan: Plan, request: Request) -> list[Helper]:
    """Return who of the pool could serve a request, those with room in the plan first; eleven queries.

    Whose papers do not hold for the whole period is left out.
    """
    [asked] = narrowed(plan, [request])
    matches = [match for match in matches_for(asked) if not match.missing]
    work = _work(plan, asked)
    held = promised(plan.area)
    rows = []
    for match in matches:
        person = match.specialist
        left = half_days_by_week(person, asked.starts_on, asked.weeks, held.get(person.pk, ()))
        level = next(skill.level for skill in person.skills.all() if skill.role == asked.role)
        rows.append(Helper(person, level, _has_room(left, person, work.get(str(person.pk), ()), asked)))
    return sorted(rows, key=lambda row: (not row.free, -row.level, row.specialist.key))


def _work(plan: Plan, asked: Request) -> Mapping[str, Sequence[Request]]:
    """What the plan has each specialist do, but for the request in hand."""
    answer: Mapping[str, Any] = plan.answer or {"assignments": ()}
    pairs = {int(row["request"]): row["specialist"] for row in answer["assignments"]}
    found: dict[str, list[Request]] = {}
    for one in narrowed(plan, list(Request.objects.filter(pk__in=pairs).exclude(pk=asked.pk))):
        found.setdefault(pairs[one.pk], []).append(one)
    return found


def _has_room(left: Sequence[int], person: Specialist, work: Sequence[Request], asked: Request) -> bool:
    for number, there in enumerate(left):
        now = [one.half_days for one in work if _covers(one, asked, number)]
        if sum(now) + asked.half_days > there or len(now) >= person.max_parallel:
            return False
    return True


def _covers(one: Request, asked: Request, number: int) -> bool:
    """Whether work falls into a week of the request in hand; both begin on a Monday."""
    week = (one.starts_on - asked.starts_on).days // 7
    return week <= number < week + one.weeks
