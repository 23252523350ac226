"""What keeps pairs that a person put together from being a plan, in words: who, which weeks, and what else is then."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from dejiro.apps.talent.models import Plan, Request, Specialist
from dejiro.apps.talent.planning.candidates import obstacles_between
from dejiro.apps.talent.planning.supply import PARTS
from dejiro.cores.allocation import model as core
from dejiro.ui.formats import jdate

WEEK: Final = timedelta(days=7)
# More would hide what is to be done first.
SHOWN: Final = 5
Names = tuple[Mapping[str, Specialist], Mapping[str, Request]]


def clashes_between(plan: Plan, problem: core.Problem, pairs: Sequence[core.Pair]) -> list[str]:
    """Return a sentence for each of the first things that are wrong; empty when nothing is.

    Two queries when nothing is wrong; a few for each pair that is.
    """
    found = [*_strangers(plan, problem, pairs)]
    if not found:
        names = _named(pairs)
        found = [*_overloads(plan, problem, pairs, names), *_too_many_changes(problem, pairs)]
    return found[:SHOWN]


def _named(pairs: Sequence[core.Pair]) -> Names:
    people = Specialist.objects.in_bulk([int(pair.specialist) for pair in pairs])
    requests = Request.objects.select_related("organization", "area").in_bulk([int(pair.request) for pair in pairs])
    return {str(pk): one for pk, one in people.items()}, {str(pk): one for pk, one in requests.items()}


def _title(request: Request) -> str:
    return _("%(body)s「%(title)s」") % {"body": request.organization.name, "title": request.title}


def _strangers(plan: Plan, problem: core.Problem, pairs: Sequence[core.Pair]) -> Iterator[str]:
    """Pairs that are no candidates, with why not."""
    people = {one.id: one for one in problem.specialists}
    asked = {one.id: one for one in problem.requests}
    wrong = [
        pair
        for pair in pairs
        if pair.specialist not in people
        or pair.request not in asked
        or not _able(problem, people[pair.specialist], asked[pair.request])
    ]
    names = _named(wrong)
    for pair in wrong[:SHOWN]:
        person, request = names[0][pair.specialist], names[1][pair.request]
        words = {"person": person.name, "title": _title(request)}
        if pair.request not in asked:
            yield (
                _("%(title)sは、人材を待っている依頼ではなくなりました。先に「計算する」で計算し直してください。")
                % words
            )
        elif pair.specialist not in people:
            yield _("%(person)sさんは退任しました。%(title)sを別の人にするか、計算し直してください。") % words
        else:
            yield _("%(person)sさんは、%(title)sを受けられません。") % words + _why(plan, person, request, asked)


def _why(plan: Plan, person: Specialist, request: Request, asked: Mapping[str, core.Request]) -> str:
    one = asked[str(request.pk)]
    request.starts_on = plan.starts_on + one.start * WEEK
    request.ends_on = plan.starts_on + one.end * WEEK - timedelta(days=1)
    whole = Specialist.objects.prefetch_related(*PARTS).get(pk=person.pk)
    return " ".join(obstacles_between(request, whole)) or _("この計画で「この組にはしない」と決めてあります。")


def _able(problem: core.Problem, person: core.Specialist, request: core.Request) -> bool:
    onsite = request.body in person.onsite if isinstance(person.onsite, tuple) else person.onsite
    return (
        person.skills.get(request.role, 0) >= request.level
        and (onsite or not request.onsite)
        and request.body not in person.not_for
        and all(_half_days(person, week) >= request.half_days for week in range(request.start, request.end))
        and (person.id, request.id) not in problem.forbidden
    )


def _half_days(person: core.Specialist, week: int) -> int:
    return next((row.half_days for row in person.capacity if row.start <= week < row.end), 0)


def _overloads(plan: Plan, problem: core.Problem, pairs: Sequence[core.Pair], names: Names) -> Iterator[str]:
    """Weeks in which a specialist would do too much, with what they would do then."""
    asked = {one.id: one for one in problem.requests}
    work: dict[str, list[core.Request]] = {}
    for pair in pairs:
        work.setdefault(pair.specialist, []).append(asked[pair.request])
    for person in problem.specialists:
        rows = work.get(person.id, [])
        for text, wrong in _excess(person, rows):
            first = wrong[0]
            during = [one for one in rows if one.start <= first < one.end]
            yield text % {
                "person": names[0][person.id].name,
                "week": _week(plan.starts_on, first),
                "count": len(wrong),
                "rows": _("、").join(
                    _("%(title)s週%(half_days)d半日") % {"title": _title(names[1][one.id]), "half_days": one.half_days}
                    for one in during
                ),
            }


def _excess(person: core.Specialist, rows: Sequence[core.Request]) -> Iterator[tuple[str, list[int]]]:
    weeks = sorted({week for one in rows for week in range(one.start, one.end)})
    there = {week: [one for one in rows if one.start <= week < one.end] for week in weeks}
    over = [week for week in weeks if sum(one.half_days for one in there[week]) > _half_days(person, week)]
    if over:
        yield (
            _(
                "%(person)sさんの稼働できる量を、%(week)sの週から%(count)d週で超えます。"
                "この週の支援：%(rows)s。どれかを別の人にするか、期間を変えてください。"
            ),
            over,
        )
    most = person.max_parallel
    many = [week for week in weeks if most is not None and len(there[week]) > most]
    if many:
        yield (
            _(
                "%(person)sさんが同時に受けられる支援の数を、%(week)sの週から%(count)d週で超えます。"
                "この週の支援：%(rows)s。どれかを別の人にしてください。"
            ),
            many,
        )


def _week(monday: date, week: int) -> str:
    return jdate(monday + week * WEEK)


def _too_many_changes(problem: core.Problem, pairs: Sequence[core.Pair]) -> Iterator[str]:
    changed = len(set(problem.current) - set(pairs))
    if problem.max_changes is not None and changed > problem.max_changes:
        yield _(
            "もとの計画から変わる支援が%(changed)d件になり、変えてよい数（%(most)d件）を超えます。"
            "変えてよい数を増やした計画を作り直してください。"
        ) % {"changed": changed, "most": problem.max_changes}
