"""A plan's rows as a problem of the allocation core, and the core's answer as JSON for the row."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final, NamedTuple

import numpy as np
from django.utils.translation import gettext as _

from dejiro.apps.talent.billing import weights_of
from dejiro.apps.talent.bodies import heirs
from dejiro.apps.talent.entries import papers_missing
from dejiro.apps.talent.models import Pin, Plan, Request, Specialist
from dejiro.apps.talent.planning.clashes import clashes_between
from dejiro.apps.talent.planning.credits import account_before, carried_json, with_credits
from dejiro.apps.talent.planning.failures import (
    check_failure,
    input_failure,
    no_memory,
    no_population,
    no_process,
    nothing_found,
    nothing_to_plan,
)
from dejiro.apps.talent.planning.scenarios import supposed
from dejiro.apps.talent.planning.supply import core_specialist, pool_for_planning, promised
from dejiro.cores.allocation import model as core
from dejiro.cores.allocation.candidates import Candidates, candidates_of
from dejiro.cores.allocation.check import check
from dejiro.cores.allocation.division import Division
from dejiro.cores.allocation.engagements import solve
from dejiro.cores.allocation.envy import Envy, envies_of
from dejiro.cores.allocation.explain import explain
from dejiro.cores.allocation.io import plan_from_json, plan_to_json, problem_from_json, problem_to_json
from dejiro.cores.allocation.manual import restated
from dejiro.cores.allocation.shares import fair_division
from dejiro.cores.documents.faults import ProblemError
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.rules import TALENT_EQUAL, rule_in_force
from dejiro.foundation.organizations.selectors import municipalities_of

SEED: Final = 1
# Plans are put side by side: what is not proven must be smaller than what one person more or less makes.
GAP: Final = 0.0005
DAYS: Final = 7
CURVE: Final = (0, 2, 5, 10, 20, 50, None)
"""Numbers of changes that are compared; None is as many as one likes."""
Json = dict[str, Any]
Answers = Callable[[Json], Json]


@dataclass(frozen=True)
class Computed:
    """What the core made of a plan: its answer, which the independent check has accepted."""

    problem: Json
    answer: Json


class Answered(NamedTuple):
    """A plan's answer in the core's words, to be asked for reasons."""

    candidates: Candidates
    plan: core.Plan

    def envies(self, code: str) -> Sequence[Envy]:
        """Return whom a body envies, beyond one support."""
        return envies_of(self.candidates, self.plan, code)

    def ways(self, codes: Collection[str] | None) -> Mapping[str, core.WouldTake]:
        """Return what would serve each open request of some bodies (None: of all), as far as that is found at once."""
        entries = explain(self.candidates, self.plan, bodies=codes).unserved
        return {entry.request: entry.would_take for entry in entries if entry.would_take is not None}


def entitlements(area: Organization, equal_percent: int, *, on: date) -> dict[str, Fraction]:
    """Return each municipality's part by code, adding up to 1, before anything is carried over; one query."""
    populations = {body.code: body.population or 0 for body in municipalities_of(area, on=on)}
    return weights_of(populations, equal_percent)


def _parts(plan: Plan) -> dict[str, float]:
    """Return the entitlements of a plan, and note in it, unsaved, what is carried over in them.

    Raises:
        ValueError: with a sentence, if the rule gives a body nothing.
    """
    rule = rule_in_force(plan.area, TALENT_EQUAL, on=plan.starts_on)
    parts = entitlements(plan.area, rule.value, on=plan.starts_on)
    nothing = [code for code, part in parts.items() if not part]
    if nothing:
        raise ValueError(no_population(nothing))
    account = account_before(plan.area, plan.starts_on, plan)
    carried = with_credits(parts, account)
    plan.carried = carried_json(account, carried)
    return {code: float(part) for code, part in carried.parts.items()}


def problem_of(plan: Plan) -> Json:
    """Return what a plan asks of the core: the pool, the entitlements, and the requests that wait in its weeks.

    A hypothetical plan asks what its base asked, but for what it supposes, so that nothing else makes them differ.

    What is carried over from the period before is noted in the plan, which is not saved.

    Raises:
        ValueError: with a sentence, if the problem is not whole.
    """
    if plan.hypothetical:
        return _supposed(plan)
    people = list(pool_for_planning(plan.area, on=plan.starts_on))
    requests = requests_of(plan)
    held = promised(plan.area)
    parts = _parts(plan)
    heir = heirs(plan.area, on=plan.starts_on)
    requests = [one for one in requests if heir.get(one.organization.code, one.organization.code) in parts]
    if not requests:
        raise ValueError(nothing_to_plan())
    pairs = _pairs(plan, people, requests)
    try:
        problem = core.Problem(
            weeks=plan.weeks,
            specialists=tuple(
                _known(core_specialist(one, plan.starts_on, plan.weeks, held.get(one.pk, ())), parts, heir)
                for one in people
            ),
            bodies=tuple(core.Body(code, part) for code, part in sorted(parts.items())),
            requests=tuple(_core_request(one, plan.starts_on, heir) for one in requests),
            **pairs,
        )
    except ProblemError as error:
        raise ValueError(input_failure(error.faults, pairs["pinned"])) from error
    found: Json = problem_to_json(problem)
    return found


def _supposed(plan: Plan) -> Json:
    assert plan.base is not None
    assert plan.base.answer is not None
    current = tuple(core.Pair(row["specialist"], row["request"]) for row in plan.base.answer["assignments"])
    problem = replace(problem_from_json(plan.base.problem), current=current, max_changes=None)
    found: Json = problem_to_json(supposed(problem, list(plan.changes.all()), plan.starts_on))
    return found


def compute(problem: Json, *, seconds: int) -> Computed:
    """Have the core divide and plan, and check what it made by a way that shares nothing with it.

    Raises:
        ValueError: with sentences, if there is no plan or none that can be believed.
    """
    stated = problem_from_json(problem)
    try:
        division, plan = _solved(stated, seconds)
    except ProblemError as error:
        raise ValueError(input_failure(error.faults, stated.pinned)) from error
    except MemoryError as error:
        raise ValueError(no_memory()) from error
    except OSError as error:
        raise ValueError(no_process()) from error
    return _accepted(problem, stated, plan, division)


def answered(plan: Plan) -> Answered | None:
    """Return a plan's answer as the core reads it; None where there is none, or its problem is not read any more."""
    if plan.answer is None:
        return None
    try:
        return Answered(candidates_of(problem_from_json(plan.problem)), plan_from_json(plan.answer))
    except ProblemError:
        return None


def accept(problem: Json, answer: Json) -> Computed:
    """Take an answer that the core gave to the same problem before, checked as a new one would be.

    Raises:
        ValueError: with sentences, if it is no true plan of this problem.
    """
    stated = problem_from_json(problem)
    return _accepted(problem, stated, plan_from_json(answer), fair_division(candidates_of(stated)))


def by_hand(plan: Plan, pairs: Sequence[tuple[str, str]]) -> Computed:
    """Take pairs that somebody put together as the plan's answer, checked against the pool and the requests of now.

    Args:
        plan: whose pins say what is fixed and ruled out.
        pairs: specialist and request, by their numbers as text.

    Raises:
        ValueError: with a sentence for each thing that keeps the pairs from being a plan.
    """
    problem = problem_of(plan)
    stated = problem_from_json(problem)
    chosen = [core.Pair(*pair) for pair in pairs]
    clashes = clashes_between(plan, stated, chosen)
    if clashes:
        raise ValueError("\n".join(clashes))
    candidates = candidates_of(stated)
    division = fair_division(candidates)
    shares = np.array([share.fair_share for share in division.shares])
    return _accepted(problem, stated, restated(candidates, chosen, shares), division)


def _accepted(problem: Json, stated: core.Problem, plan: core.Plan, division: Division) -> Computed:
    faults = check(stated, plan, division)
    if faults:
        raise ValueError(check_failure(faults))
    return Computed(problem, plan_to_json(plan))


def _solved(stated: core.Problem, seconds: int) -> tuple[Division, core.Plan]:
    candidates = candidates_of(stated)
    division = fair_division(candidates)
    shares = np.array([share.fair_share for share in division.shares])
    plan = solve(stated, shares=shares, seed=SEED, time_limit=seconds, gap=GAP)
    if len(candidates) and not plan.assignments and plan.status != "optimal":
        raise ValueError(nothing_found(seconds))
    return division, plan


def curve_of(problem: Json, *, seconds: int) -> list[Json]:
    """Return what each number of changes would bring, the least first; one without a plan says why."""
    return [_point(problem, changes, seconds) for changes in CURVE]


def _point(problem: Json, changes: int | None, seconds: int) -> Json:
    try:
        answer = compute({**problem, "max_changes": changes}, seconds=seconds).answer
    except ValueError as error:
        return {"max_changes": changes, "failure": str(error)}
    empty = sum(body["demand"] > 0 and body["delivered"] == 0 for body in answer["bodies"])
    figures = {name: answer[name] for name in ("value", "upper_bound", "changed", "status")}
    return {"max_changes": changes, **figures, "served": len(answer["assignments"]), "empty": empty}


def requests_of(plan: Plan) -> Sequence[Request]:
    """Return the requests that wait for somebody and lie wholly in a plan's weeks; two queries.

    One that is fixed for fewer weeks has these; such a row is not to be saved.
    """
    rows = Request.objects.filter(area=plan.area, status=Request.Status.APPROVED, starts_on__gte=plan.starts_on)
    found = [one for one in rows.select_related("organization") if _week(one.ends_on, plan.starts_on) < plan.weeks]
    return narrowed(plan, found)


def narrowed(plan: Plan, requests: Sequence[Request]) -> Sequence[Request]:
    """Give requests, in place, the weeks for which the plan fixes them, where these lie inside their own; one query."""
    periods = {pin.request_id: pin for pin in plan.pins.all() if pin.kind == Pin.Kind.FIXED and pin.starts_on}
    for one in requests:
        pin = periods.get(one.pk)
        if pin and pin.starts_on and pin.ends_on and one.starts_on <= pin.starts_on and pin.ends_on <= one.ends_on:
            one.starts_on, one.ends_on = pin.starts_on, pin.ends_on
    return requests


def _pairs(plan: Plan, people: Sequence[Specialist], requests: Sequence[Request]) -> Json:
    here = {str(one.pk) for one in people}, {str(one.pk) for one in requests}
    pins = [pin for pin in plan.pins.all() if _inside(str(pin.specialist_id), str(pin.request_id), here)]
    fixed = [_pair(pin) for pin in pins if pin.kind == Pin.Kind.FIXED]
    ruled_out = {_pair(pin) for pin in pins if pin.kind == Pin.Kind.FORBIDDEN}
    lacking = {
        core.Pair(str(one.pk), str(request.pk))
        for one in people
        for request in requests
        if papers_missing(one, request.starts_on, request.ends_on)
    }
    forbidden = tuple(sorted((ruled_out | lacking) - set(fixed)))
    current = _current(plan, here)
    changes = plan.max_changes if current else None
    return {"pinned": tuple(fixed), "forbidden": forbidden, "current": current, "max_changes": changes}


def _current(plan: Plan, here: tuple[set[str], set[str]]) -> tuple[core.Pair, ...]:
    if plan.base is None or plan.base.answer is None:
        return ()
    rows = plan.base.answer["assignments"]
    return tuple(
        core.Pair(row["specialist"], row["request"]) for row in rows if _inside(row["specialist"], row["request"], here)
    )


def _inside(specialist: str, request: str, here: tuple[set[str], set[str]]) -> bool:
    return specialist in here[0] and request in here[1]


def _pair(pin: Pin) -> core.Pair:
    return core.Pair(str(pin.specialist_id), str(pin.request_id))


def _known(one: core.Specialist, parts: Mapping[str, float], heir: Mapping[str, str]) -> core.Specialist:
    """Put the successors of merged bodies in their place, and leave out bodies that there are no more."""
    onsite = _today(one.onsite, parts, heir) if isinstance(one.onsite, tuple) else one.onsite
    not_for = _today(one.not_for, parts, heir)
    return core.Specialist(one.id, one.capacity, one.skills, onsite, not_for, one.max_parallel)


def _today(codes: Sequence[str], parts: Mapping[str, float], heir: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted({heir.get(code, code) for code in codes} & parts.keys()))


def _core_request(request: Request, monday: date, heir: Mapping[str, str]) -> core.Request:
    return core.Request(
        id=str(request.pk),
        body=heir.get(request.organization.code, request.organization.code),
        role=request.role,
        level=request.level,
        half_days=request.half_days,
        start=_week(request.starts_on, monday),
        end=_week(request.ends_on, monday) + 1,
        onsite=request.onsite,
        priority=request.priority,
    )


def _week(day: date, monday: date) -> int:
    return (day - monday).days // DAYS


def status_text(status: str) -> str:
    """Return how the core ended, in words."""
    return {
        "optimal": _("最もよいと証明できるところ（差0.05％以内）まで計算しました。"),
        "time-limit": _("時間内で見つかった一番よい案です。もっとよい案が残っているかもしれません。"),
        "interrupted": _("計算を途中で止めました。そこまでで一番よい案です。"),
    }[status]
