from dataclasses import astuple
from itertools import combinations, product
from time import monotonic

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejiro.cores.allocation import race, years
from dejiro.cores.allocation.candidates import candidates_of
from dejiro.cores.allocation.engagements import solve
from dejiro.cores.allocation.model import Fit, Pair, Problem
from dejiro.cores.allocation.packing import MANY, Guide, Packing, Walk, packing_of
from dejiro.cores.allocation.programme import Programme
from dejiro.cores.allocation.runners_up import runners_up
from dejiro.cores.allocation.solving import run
from dejiro.cores.allocation.statement import programme_of, statement_of
from dejiro.cores.allocation.tests.cases import BODIES, candidate_pairs, crowds, person, problems, request
from dejiro.cores.allocation.tests.plans import bearable
from dejiro.cores.allocation.tests.workers import Here, Never
from dejiro.cores.allocation.worker import ByYears, Task
from dejiro.cores.allocation.years import Years


def open_guide(profit: np.ndarray, people: int, person: np.ndarray) -> Guide:
    """A guide that knows nothing: half-days are worth nothing, and nothing need be reached."""
    return Guide(profit, np.zeros(people), np.zeros(people))


def stated(problem: Problem) -> Programme:
    candidates = candidates_of(problem)
    statement = statement_of(candidates, np.zeros(len(problem.bodies)))
    return programme_of(statement, np.zeros(len(problem.bodies)), welfare=False)


@settings(max_examples=60)
@given(problem=problems(most=5, longest=5), data=st.data())
def test_nobody_can_do_a_better_year_than_the_one_found(problem: Problem, data: st.DataObject) -> None:
    pairs, case = candidate_pairs(problem), packing_of(candidates_of(problem))
    order = candidates_of(problem).find(pairs)
    profit = np.array([data.draw(st.integers(-3, 9)) for _ in pairs], dtype=np.float64)
    found = case.best(profit, open_guide(profit, case.people, case.person))

    people = sorted({pair.specialist for pair in pairs}, key=[one.id for one in problem.specialists].index)
    for at, name in enumerate(people):
        (one,) = [each for each in problem.specialists if each.id == name]
        own = [(pair, profit[place]) for pair, place in zip(pairs, order, strict=True) if pair.specialist == name]
        best = max(
            sum(worth for (_, worth), taken in zip(own, chosen, strict=True) if taken)
            for chosen in product((False, True), repeat=len(own))
            if bearable(problem, one, tuple(pair for (pair, _), taken in zip(own, chosen, strict=True) if taken))
        )
        assert found.most[at] == pytest.approx(best)
        assert profit[found.chosen & (case.person == at)].sum() == pytest.approx(best)


@pytest.mark.parametrize(("items", "states"), [(2, 100), (63, 2)])
def test_what_is_too_much_to_search_is_bounded_still(items: int, states: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tuple(request(f"r{at}", BODIES[at % 3].id, 1 + at % 3, start=at % 3, end=4) for at in range(6))
    problem = Problem(4, (person("s", 5),), BODIES, asked)
    case, profit = packing_of(candidates_of(problem)), np.arange(2.0, 8.0)
    guide = open_guide(profit, 1, case.person)
    exact = case.best(profit, guide)
    monkeypatch.setattr(Walk, "most_items", items)
    rough = case.best(profit, guide, states)

    assert profit[rough.chosen].sum() <= exact.most[0] < rough.most[0] <= profit.sum()


@settings(max_examples=40)
@given(problem=problems(most=5, longest=5), data=st.data())
def test_a_short_search_hopes_for_no_less_than_the_best_year(problem: Problem, data: st.DataObject) -> None:
    case = packing_of(candidates_of(problem))
    profit = np.array([data.draw(st.integers(-3, 9)) for _ in range(len(case))], dtype=np.float64)
    guide = open_guide(profit, case.people, case.person)
    exact, short = case.best(profit, guide), case.best(profit, guide, states=data.draw(st.integers(1, 3)))

    assert (exact.most <= short.most + 1e-9).all()
    chosen = np.bincount(case.person, weights=profit * short.chosen, minlength=case.people)
    assert (chosen <= exact.most + 1e-9).all()


@settings(max_examples=30)
@given(problem=st.one_of(crowds(), problems(most=5, longest=4)), many=st.sampled_from([0, MANY]))
def test_years_bound_every_plan_and_make_a_plan(problem: Problem, many: int) -> None:
    programme, case = stated(problem), packing_of(candidates_of(problem))
    if not len(programme.gain):
        return
    start = np.zeros(len(programme.gain))
    relaxed = run(Task(programme, 10.0, relaxed=True))
    if not programme.feasible(start) or relaxed.prices is None:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(years, "MANY", many)
        found = run(Task(programme, 10.0, years=ByYears(case, start, relaxed.prices)))
        alone = run(Task(programme, 10.0, years=ByYears(case, start, relaxed.prices, bounds=True)))
    best = run(Task(programme, 10.0))

    assert found.x is not None
    assert alone.x is not None
    assert not alone.x.any()
    assert best.x is not None
    assert programme.feasible(found.x)
    assert programme.gain @ found.x - 1e-6 <= programme.gain @ best.x <= found.bound + 1e-6
    assert found.bound <= relaxed.bound + 1e-6
    assert programme.gain @ best.x - 1e-6 <= alone.bound <= relaxed.bound + 1e-6


def test_pins_and_floors_hold_in_what_years_make() -> None:
    asked = tuple(
        request(f"r{at}", BODIES[at % 3].id, 1 + at % 3, start=at % 3, priority=1 + at % 2) for at in range(9)
    )
    problem = Problem(4, (person("s", 4), person("t", 3)), BODIES, asked, pinned=(Pair("s", "r8"),))
    candidates = candidates_of(problem)
    programme = programme_of(statement_of(candidates, np.zeros(3)), np.array([2.0, 2.0, 2.0]), welfare=False)
    best, relaxed = run(Task(programme, 10.0)), run(Task(programme, 10.0, relaxed=True))
    assert best.x is not None
    assert relaxed.prices is not None
    rounds = Years(programme, packing_of(candidates))
    rounds.start_at(relaxed.prices)
    rounds.pool.add(rounds.packing.person, best.x > 0)
    bounds = [rounds.bound for _ in rounds.rounds()]

    assert programme.gain @ best.x - 1e-6 <= rounds.bound == bounds[-1] <= bounds[0] <= relaxed.bound + 1e-6
    assert (
        rounds.combined(10.0, 0.0) == pytest.approx(best.x) or programme.gain @ rounds.combined(10.0, 0.0) <= best.bound
    )
    assert not rounds.pool.add(rounds.packing.person, best.x > 0)


def test_a_plan_that_is_near_enough_to_the_bound_is_kept() -> None:
    asked = tuple(request(f"r{at}", BODIES[at % 3].id, 2, priority=1 + at % 3) for at in range(6))
    problem = Problem(4, (person("s", 4), person("t", 3)), BODIES, asked)
    programme, start = stated(problem), np.zeros(12)
    start[0] = 1
    prices = run(Task(programme, 10.0, relaxed=True)).prices
    assert prices is not None

    kept = years.combine(programme, packing_of(candidates_of(problem)), start, prices, seconds=10.0, gap=99.0)
    bettered = years.combine(programme, packing_of(candidates_of(problem)), start, prices, seconds=10.0, gap=0.0)

    assert (kept.x == start).all()
    assert programme.gain @ start < programme.gain @ bettered.x <= min(kept.bound, bettered.bound) + 1e-6


def test_where_nothing_is_of_any_worth_nothing_is_found_and_the_bound_says_so() -> None:
    problem = Problem(4, (person("s", 4),), BODIES, (request("r", BODIES[0].id, 2),), fit=(Fit("s", "r", 0.0),))
    rounds = Years(stated(problem), packing_of(candidates_of(problem)))

    assert list(rounds.rounds()) == [0.0]
    assert rounds.bound == 0.0


def test_a_bound_that_comes_no_nearer_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = tuple(request(f"r{at}", BODIES[at % 3].id, 2, priority=1 + at % 3) for at in range(6))
    problem = Problem(4, (person("s", 4), person("t", 3)), BODIES, asked)
    case = packing_of(candidates_of(problem))
    assert len(list(Years(stated(problem), case).rounds())) > 1
    monkeypatch.setattr(years, "_STALLED", 2.0)
    assert len(list(Years(stated(problem), case).rounds())) == 1

    prices, never = np.zeros(len(stated(problem).low)), -1.0
    found = years.bounded(stated(problem), case, np.zeros(12), prices, seconds=10.0, gap=never)
    assert not found.x.any()
    assert found.bound >= run(Task(stated(problem), 10.0)).bound - 1e-6


def test_a_bound_of_years_that_the_best_plan_reaches_ends_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(race, "_YEARS_FROM", 0)
    monkeypatch.setattr(race, "_KERNEL_FROM", 0)
    asked = tuple(request(f"r{at}", BODIES[at % 3].id, 2, priority=1 + at % 3) for at in range(9))
    problem = Problem(4, (person("s", 4), person("t", 3)), BODIES, asked, fairness="none")
    plan = solve(problem, shares=np.zeros(3), gap=0.0, workers=(Never(), Here()))

    assert plan.status == "optimal"
    assert len(plan.assignments) == 3
    assert plan.upper_bound == pytest.approx(plan.value)


def test_a_dive_settles_everybody_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(years, "_SHARE", 9.0)
    monkeypatch.setattr(years, "_SURE", 2.0)
    asked = tuple(request(f"r{at}", BODIES[at % 3].id, 2, priority=1 + at % 3) for at in range(6))
    problem = Problem(4, (person("s", 4), person("t", 4)), BODIES, asked)
    found = Years(stated(problem), packing_of(candidates_of(problem)))
    for chosen in ((0, 2), (4, 6), (1, 3), (5, 7)):
        found.pool.add(found.packing.person, np.isin(np.arange(12), chosen))
    x = found.dived(10.0)

    assert found.programme.feasible(x)
    assert x.sum() == 4


def test_after_ctrl_c_nothing_more_is_solved() -> None:
    hall = race.Hall(Never(), Here(), 1e-4, 0, lambda *_: None)
    problem = Problem(4, (person("s", 4),), BODIES, (request("r", BODIES[0].id, 2),))
    task = Task(stated(problem), 10.0)
    assert hall.solve(task).x is not None

    hall.interrupt()

    assert hall.solve(task).x is None


@settings(max_examples=30)
@given(problem=st.one_of(crowds(), problems(most=5, longest=4)))
def test_years_come_nearer_to_floors_that_may_be_out_of_reach(problem: Problem) -> None:
    candidates, nothing = candidates_of(problem), np.zeros(len(problem.bodies))
    statement = statement_of(candidates, nothing)
    programme = programme_of(statement, candidates.demand / 2, welfare=False)
    plans, start = stated(problem), np.zeros(len(candidates))
    if not len(start) or not plans.feasible(start):
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(race, "_KERNEL_FROM", 0)
        hall = race.Hall(Here(), Here(), 1e-4, 0, lambda *_: None)
        case, until = packing_of(candidates), monotonic() + 5
        x, bound, _ = astuple(race.nearest(hall, programme, plans, start, packing=case, until=until))

    assert plans.feasible(x)
    assert programme.merit(x) >= programme.merit(start)
    assert run(Task(plans, 10.0)).bound <= bound + 1e-6


@settings(max_examples=60)
@given(problem=problems(most=5, longest=5), data=st.data())
def test_all_years_that_are_nearly_as_good_as_the_best_are_found(problem: Problem, data: st.DataObject) -> None:
    case, within = packing_of(candidates_of(problem)), data.draw(st.integers(0, 9))
    profit = np.array([data.draw(st.integers(-3, 9)) for _ in range(len(case))], dtype=np.float64)
    guide = open_guide(profit, case.people, case.person)
    found = runners_up(case, profit, guide, within=within, most=1_000)
    few = runners_up(case, profit, guide, within=within, most=data.draw(st.integers(1, 3)))

    expected = [year for at in range(case.people) for year in near_years(problem, case, profit, at, within)]
    assert sorted(tuple(year.tolist()) for year in found) == sorted(expected)
    assert {tuple(year.tolist()) for year in few} <= set(expected)


def near_years(problem: Problem, case: Packing, profit: np.ndarray, at: int, within: float) -> list[tuple[int, ...]]:
    """Every set of columns that bring something, which one person can do and which brings nearly the most."""
    candidates = candidates_of(problem)
    own = np.flatnonzero((case.person == at) & (profit > 0)).tolist()
    one = problem.specialists[candidates.specialist[case.person == at][0]]
    pair = {column: Pair(one.id, problem.requests[candidates.request[column]].id) for column in own}
    possible = [
        year
        for size in range(len(own) + 1)
        for year in combinations(own, size)
        if bearable(problem, one, tuple(pair[column] for column in year))
    ]
    best = max(profit[list(year)].sum() for year in possible)
    return [year for year in possible if year and profit[list(year)].sum() >= best - within]
