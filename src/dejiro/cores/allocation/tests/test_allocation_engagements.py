from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dejiro.cores.allocation import race
from dejiro.cores.allocation.engagements import Progress, solve
from dejiro.cores.allocation.model import Capacity, Fairness, Pair, Plan, Problem
from dejiro.cores.allocation.tests.cases import BODIES, candidate_pairs, person, problems, request
from dejiro.cores.allocation.tests.plans import (
    all_plans,
    delivered,
    floors,
    gain,
    shortfall,
    value,
    welfare,
)
from dejiro.cores.allocation.tests.workers import Here, Never, Slow, Tired, Yearless
from dejiro.cores.allocation.worker import Worker
from dejiro.cores.documents.faults import ProblemError

Workers = tuple[Worker, Worker]
NOTHING = np.zeros(len(BODIES))


@pytest.fixture(scope="module")
def workers() -> Workers:
    return Here(), Here()


@pytest.fixture(scope="module")
def processes() -> Iterator[Workers]:
    with Worker() as one, Worker() as other:
        yield one, other


def solved(problem: Problem, workers: Workers, shares: list[float] | None = None, **terms: float) -> Plan:
    given_shares = NOTHING if shares is None else np.array(shares)
    return solve(problem, shares=given_shares, gap=0.0, workers=workers, **terms)  # type: ignore[arg-type]


def pairs_of(plan: Plan) -> tuple[Pair, ...]:
    return tuple(Pair(*entry) for entry in plan.assignments)


@st.composite
def stated(draw: st.DrawFn) -> tuple[Problem, list[float]]:
    """A problem with some pairs pinned, and shares that need not be fair."""
    problem = draw(problems(most=6, longest=5))
    pairs = candidate_pairs(problem)
    if pairs:
        some = st.sampled_from(pairs)
        problem = replace(problem, pinned=draw(st.one_of(st.just(()), st.tuples(some))))
    return problem, [draw(st.sampled_from((0.0, 4.5, 9.0, 14.0))) for _ in BODIES]


@settings(max_examples=60)
@given(case=stated())
def test_no_plan_is_better_under_the_stated_fairness(case: tuple[Problem, list[float]], workers: Workers) -> None:
    problem, shares = case
    plans = list(all_plans(problem))
    if not plans:
        with pytest.raises(ProblemError, match="max_changes"):
            solved(problem, workers, shares)
        return
    found = solved(problem, workers, shares)
    least = min(shortfall(problem, plan, shares) for plan in plans)
    fair = [plan for plan in plans if shortfall(problem, plan, shares) == least]

    assert pairs_of(found) in plans
    assert found.status == "optimal"
    assert found.value == pytest.approx(value(problem, pairs_of(found)))
    assert shortfall(problem, pairs_of(found), shares) == least
    kept = gain(problem, pairs_of(found)) - found.value
    assert found.upper_bound + 1e-6 >= found.value
    if problem.fairness != "nash":
        held = [plan for plan in fair if reaches(problem, plan, found, shares)]
        assert gain(problem, pairs_of(found)) == pytest.approx(max(gain(problem, plan) for plan in held))
        assert found.upper_bound + kept + 1e-6 >= max(gain(problem, plan) for plan in held)


def reaches(problem: Problem, plan: tuple[Pair, ...], found: Plan, shares: list[float]) -> bool:
    """Whether a plan gives every body its floor, or what the plan found gives where that is less."""
    wanted = zip(problem.bodies, found.bodies, floors(problem, shares), strict=True)
    return all(delivered(problem, plan, body.id) >= min(standing.delivered, floor) for body, standing, floor in wanted)


@settings(max_examples=60)
@given(problem=problems(most=5, longest=2))
def test_no_plan_has_a_greater_welfare(problem: Problem, workers: Workers) -> None:
    problem = replace(problem, fairness="nash", max_changes=None)
    found = solved(problem, workers)
    assume(all(standing.demand < 12 for standing in found.bodies))
    plans, nothing = list(all_plans(problem)), [0.0] * len(BODIES)
    least = min(shortfall(problem, plan, nothing) for plan in plans)
    fair = [plan for plan in plans if shortfall(problem, plan, nothing) == least]
    best = max(welfare(problem, plan) for plan in fair if reaches(problem, plan, found, nothing))

    assert welfare(problem, pairs_of(found)) >= best - 2e-4


def test_engagements_of_a_week_share_a_persons_half_days_and_no_more_than_stated_run_at_once(workers: Workers) -> None:
    asked = (request("a", half_days=2, end=2), request("b", half_days=2, start=2), request("c", half_days=2, start=1))
    problem = Problem(4, (person("s", 4),), BODIES, asked)

    assert [entry.request for entry in solved(problem, workers).assignments] == ["a", "b", "c"]
    alone = replace(problem, specialists=(person("s", 4, max_parallel=1),))
    assert [entry.request for entry in solved(alone, workers).assignments] == ["a", "b"]
    patient = replace(problem, specialists=(person("s", 4, max_parallel=2),))
    assert [entry.request for entry in solved(patient, workers).assignments] == ["a", "b", "c"]
    tired = replace(problem, specialists=(person("s", capacity=(Capacity(0, 1, 4), Capacity(1, 4, 3))),))
    assert [entry.request for entry in solved(tired, workers).assignments] == ["a", "b"]


def test_a_floor_goes_before_value_and_is_named_where_it_is_out_of_reach(workers: Workers) -> None:
    dear, cheap = request("dear", "131016", 4, priority=3), request("cheap", "131016", 1)
    first, second = request("one", "133086", 2), request("two", "133086", 1)
    problem = Problem(4, (person("s", 4),), BODIES, (dear, cheap, first, second), fairness="none")

    assert [entry.request for entry in solved(problem, workers).assignments] == ["dear"]
    fair = solved(replace(problem, fairness="floor"), workers, [0.0, 20.0, 0.0])
    assert [entry.request for entry in fair.assignments] == ["cheap", "one", "two"]
    torn = solved(replace(problem, fairness="floor", requests=(dear, first)), workers)
    assert [entry.request for entry in torn.assignments] == ["dear"]
    assert [body.id for body in torn.bodies if body.delivered < body.floor] == ["133086"]
    assert [body.floor_status for body in torn.bodies] == ["reached", "impossible", "reached"]


def test_a_floor_that_nobody_had_the_time_to_look_for_is_not_called_impossible() -> None:
    dear = request("dear", "131016", 4, priority=3)
    first, second = request("one", "133086", 2), request("two", "133086", 2)
    problem = Problem(4, (person("s", 4),), BODIES, (dear, first, second), fairness="floor")

    hurried = solve(problem, shares=np.array([24.0, 14.0, 0.0]), time_limit=0.0, workers=(Never(), Never()))
    assert [body.floor_status for body in hurried.bodies] == ["reached", "not-in-time", "reached"]


@pytest.mark.parametrize("fairness", ["floor", "nash"])
def test_years_that_come_near_to_floors_break_no_budget_of_changes_and_bound_the_value(
    fairness: Fairness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(race, "_YEARS_FROM", 0)
    monkeypatch.setattr(race, "_KERNEL_FROM", 0)
    asked = tuple(request(f"r{at}", BODIES[at % 2].id, 2, priority=1 + at % 2) for at in range(9))
    kept = tuple(Pair("s", one.id) for one in asked if one.body == BODIES[0].id)[:2]
    problem = Problem(4, (person("s", 4),), BODIES, asked, current=kept, max_changes=0, fairness=fairness)
    plan = solve(problem, shares=np.array([24.0, 24.0, 0.0]), time_limit=0.5, workers=(Here(), Here()))

    assert set(pairs_of(plan)) >= set(kept)
    assert plan.value <= plan.upper_bound


def test_nobody_is_left_with_nothing_where_that_can_be(workers: Workers) -> None:
    dear, cheap = request("dear", "131016", 4, priority=3), request("cheap", "131016", 1)
    problem = Problem(4, (person("s", 4),), BODIES, (dear, cheap, request("one", "133086", 2)), fairness="floor")

    assert [entry.request for entry in solved(problem, workers).assignments] == ["cheap", "one"]


def test_requests_stay_open_for_want_of_anybody_of_half_days_or_of_a_single_person(workers: Workers) -> None:
    people = (person("s", 3), person("t", 3))
    asked = (
        request("a", half_days=2, priority=3),
        request("b", half_days=2, priority=3),
        request("c", half_days=2),
        request("d", half_days=3, level=3),
        request("e", half_days=3),
    )
    plan = solved(Problem(4, people, BODIES, asked), workers)

    assert [(entry.request, entry.reason) for entry in plan.unserved] == [
        ("c", "indivisible"),
        ("d", "no-candidate"),
        ("e", "shortage"),
    ]
    assert plan.bodies[0].reason.roles == ("data-engineer",)
    assert plan.bodies[0].reason.weeks == (0, 4)
    assert plan.bodies[1].reason.kind == "demand-met"


def test_what_is_current_is_kept_within_the_budget_and_by_its_weight(workers: Workers) -> None:
    asked = (request("old", half_days=4), request("new", half_days=4, priority=3))
    problem = Problem(4, (person("s", 4),), BODIES, asked, current=(Pair("s", "old"),))

    assert (solved(problem, workers).kept, solved(problem, workers).changed) == (0, 1)
    assert solved(replace(problem, max_changes=0), workers).kept == 1
    assert solved(replace(problem, keep_weight=2.5), workers).kept == 1
    gone = replace(problem, current=(Pair("s", "old"), Pair("s", "new")), max_changes=0)
    with pytest.raises(ProblemError, match="1 以上"):
        solved(gone, workers)


def test_a_current_plan_that_pins_break_is_kept_as_far_as_possible(workers: Workers) -> None:
    people = (person("s", 4), person("t", 4))
    asked = (request("a", half_days=4), request("b", half_days=2), request("c", half_days=2))
    current = (Pair("s", "a"), Pair("s", "b"), Pair("s", "c"))
    problem = Problem(4, people, BODIES, asked, current=current, max_changes=1)

    plan = solved(problem, workers)
    assert (plan.kept, plan.changed) == (2, 1)
    assert plan.status == "optimal"


def test_nobody_and_nothing_makes_an_empty_plan() -> None:
    plan = solve(Problem(4, (), (), ()), shares=np.zeros(0))

    assert (plan.assignments, plan.value, plan.gap, plan.status) == ((), 0.0, 0.0, "optimal")


def crowd(count: int = 24, people: int = 6) -> Problem:
    """Random engagements that fill everybody's weeks."""
    random = np.random.default_rng(4)
    asked = []
    for at in range(count):
        start = int(random.integers(0, 8))
        end = int(random.integers(start + 1, 13))
        size, urgency = int(random.integers(1, 4)), int(random.integers(1, 4))
        asked.append(request(f"r{at:02d}", BODIES[at % 3].id, size, start=start, end=end, priority=urgency))
    return Problem(12, tuple(person(f"s{at}", 4, weeks=12) for at in range(people)), BODIES, tuple(asked))


def test_two_processes_find_and_prove(processes: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    problem, told = replace(crowd(), fairness="none"), list[Progress]()
    best = solved(problem, (Here(), Here()))
    monkeypatch.setattr(race, "_PATIENCE", 0.0)
    monkeypatch.setattr(race, "_POLL", 0.01)
    monkeypatch.setattr(race, "_YEARS_FROM", 0)
    plan = solve(problem, shares=NOTHING, gap=0.0, progress=told.append, workers=processes)

    assert plan.status == "optimal"
    assert plan.value == pytest.approx(best.value)
    assert told[-1].stage == "value"


def test_a_kernel_and_its_neighbourhoods_alone_find_a_plan_and_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, told = replace(crowd(), fairness="none"), list[Progress]()
    best = solved(problem, (Here(), Here()))
    monkeypatch.setattr(race, "_KERNEL_FROM", 0)
    workers = (Never(), Here())
    plan = solve(problem, shares=NOTHING, time_limit=1.5, gap=0.0, progress=told.append, workers=workers)

    assert plan.value <= best.value + 1e-6 <= plan.upper_bound + 2e-6
    assert told[0].best <= told[-1].best <= told[-1].bound <= told[0].bound


def test_the_same_seed_gives_the_same_plan(workers: Workers) -> None:
    problem = crowd()

    assert solved(problem, workers, [9.0, 9.0, 9.0]) == solved(problem, workers, [9.0, 9.0, 9.0])


@pytest.mark.parametrize(
    ("prover", "improver", "years_from"),
    [(Never(), Here(), 0), (Never(), Yearless(), 0), (Tired(), Here(), 10**6), (Tired(), Slow(), 10**6)],
)
def test_without_a_proof_the_search_in_parts_goes_on_until_the_time_is_up_or_a_bound_meets_it(
    prover: Worker, improver: Worker, years_from: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(race, "_YEARS_FROM", years_from)
    problem = replace(crowd(40, 8), fairness="none")
    plan = solve(problem, shares=NOTHING, time_limit=1.5, gap=0.0, workers=(prover, improver))

    closed = plan.upper_bound - plan.value < 1e-6
    assert plan.status == ("optimal" if closed else "time-limit")
    assert 0 < plan.value <= plan.upper_bound < plan.value * 1.5


@pytest.mark.parametrize("fairness", ["none", "floor", "nash"])
def test_when_nothing_is_found_in_time_the_plan_made_at_once_stands(fairness: Fairness) -> None:
    problem = replace(crowd(), fairness=fairness)
    plan = solve(problem, shares=NOTHING, time_limit=0.2, gap=0.0, workers=(Tired(), Tired()))

    assert plan.status == "time-limit"
    assert 0 < plan.value < plan.upper_bound <= sum(one.volume * one.priority for one in problem.requests) + 1e-6


def test_without_prices_a_large_part_is_improved_in_neighbourhoods(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(race, "_YEARS_FROM", 0)
    monkeypatch.setattr(race, "_KERNEL_FROM", 0)
    problem = replace(crowd(40, 8), fairness="none")
    at_once = solve(problem, shares=NOTHING, time_limit=0.2, gap=0.0, workers=(Tired(), Tired()))
    improved = solve(problem, shares=NOTHING, time_limit=0.5, gap=0.0, workers=(Here(), Tired()))

    assert at_once.value < improved.value <= improved.upper_bound


@pytest.mark.parametrize("fairness", ["none", "nash"])
def test_ctrl_c_keeps_the_best_plan_so_far(fairness: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    apart = replace(person("x", 2, weeks=12), skills={"designer": 2})
    more = (request("y", half_days=2, role="designer"), request("z", half_days=2, role="designer", end=2))
    problem = replace(crowd(), fairness=fairness)  # type: ignore[arg-type]
    problem = replace(problem, specialists=(*problem.specialists, apart), requests=(*problem.requests, *more))
    monkeypatch.setattr(Worker, "answer", interrupted)
    plan = solve(problem, shares=NOTHING)

    assert plan.status == "interrupted"
    assert 0 < plan.value <= plan.upper_bound <= sum(one.volume * one.priority for one in problem.requests) + 1e-6
    assert pairs_of(plan)
