from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from dejiro.cores.allocation import chains
from dejiro.cores.allocation.board import Board
from dejiro.cores.allocation.candidates import candidates_of
from dejiro.cores.allocation.chains import cheapest_chain
from dejiro.cores.allocation.engagements import solve
from dejiro.cores.allocation.explain import Occupied, explain, explain_body, explain_request
from dejiro.cores.allocation.model import Capacity, Pair, Plan, Problem, WouldTake
from dejiro.cores.allocation.prices import Demand, demand_of, prices_of
from dejiro.cores.allocation.relaxed import Change
from dejiro.cores.allocation.tests.cases import BODIES, ROLES, person, problems, request
from dejiro.cores.allocation.tests.plans import Pairs, all_plans, bearable, find
from dejiro.cores.allocation.tests.workers import Here, Tired

HERE = Here()
FIELDS = {"from": "start", "to": "end", "level": "level", "half_days": "half_days", "onsite": "onsite"}


def planned(problem: Problem) -> Plan:
    return solve(problem, shares=np.zeros(len(problem.bodies)), gap=0.0, workers=(HERE, HERE))


def pairs_of(plan: Plan) -> Pairs:
    return tuple(Pair(*entry) for entry in plan.assignments)


def loose(problem: Problem) -> Problem:
    return replace(problem, fairness="none", current=(), max_changes=None)


def lost(problem: Problem, plan: Plan, other: Pairs) -> int:
    """Volume x priority of what the plan serves and the other does not."""
    gone = {entry.request for entry in plan.assignments} - {pair.request for pair in other}
    return sum(find(problem, name).volume * find(problem, name).priority for name in gone)


@settings(max_examples=40)
@given(problem=problems(most=5))
def test_a_displacement_serves_the_request_and_none_displaces_less(problem: Problem) -> None:
    problem = loose(problem)
    plan, candidates = planned(problem), candidates_of(problem)
    for entry in plan.unserved:
        way = explain_request(candidates, plan, entry.request, worker=HERE).displacement
        others = [other for other in all_plans(problem) if entry.request in {pair.request for pair in other}]
        if way is None:
            assert not others
            continue
        moved = dict(way.moves)
        after = {pair.request: pair.specialist for pair in pairs_of(plan)} | moved
        pairs = tuple(Pair(who, what) for what, who in after.items() if what not in way.displaces)
        assert way.proven
        assert way.moves[0][0] == entry.request
        assert all(bearable(problem, one, pairs) for one in problem.specialists)
        assert lost(problem, plan, pairs) == min(lost(problem, plan, other) for other in others)


@settings(max_examples=40)
@given(problem=problems(most=5))
def test_a_chain_leads_to_a_plan_and_leaves_the_board_as_it_was(problem: Problem) -> None:
    problem = loose(problem)
    plan, candidates = planned(problem), candidates_of(problem)
    board = Board(candidates, plan)
    before = board.holder.copy(), board.free.copy(), board.left.copy()
    for entry in plan.unserved:
        at = [asked.id for asked in problem.requests].index(entry.request)
        chain = cheapest_chain(board, at)
        assert all((now == was).all() for now, was in zip((board.holder, board.free, board.left), before, strict=True))
        if chain is None:
            continue
        after = {pair.request: pair.specialist for pair in pairs_of(plan)}
        after |= {problem.requests[what].id: problem.specialists[who].id for what, who in chain.moves}
        gone = {problem.requests[what].id for what in chain.displaced}
        pairs = tuple(Pair(who, what) for what, who in after.items() if what not in gone)
        assert all(bearable(problem, one, pairs) for one in problem.specialists)
        assert chain.cost == lost(problem, plan, pairs)


@settings(max_examples=40)
@given(problem=problems(most=5))
def test_a_change_told_makes_room_with_somebody_as_the_plan_stands(problem: Problem) -> None:
    problem = loose(problem)
    plan, candidates = planned(problem), candidates_of(problem)
    for entry in plan.unserved:
        for change in explain_request(candidates, plan, entry.request, worker=HERE).changes:
            asked = replace(find(problem, entry.request), **{FIELDS[change.field]: change.value})  # type: ignore[arg-type]
            requests = tuple(asked if one.id == asked.id else one for one in problem.requests)
            changed = replace(problem, requests=requests)
            pairs = (*pairs_of(plan), Pair(change.specialist, asked.id))
            assert pairs[-1] in {pair for other in all_plans(changed) for pair in other}
            assert all(bearable(changed, one, pairs) for one in problem.specialists)
            assert change.volume == asked.volume


PEOPLE = (person("both", 4, skills={ROLES[0]: 3, ROLES[1]: 1}), person("one", 4, skills={ROLES[1]: 1}))
ASKED = (
    request("easy", half_days=4, role=ROLES[1], priority=2),
    request("hard", "133086", half_days=4),
    request("long", half_days=4, role=ROLES[1]),
)
PROBLEM = Problem(4, PEOPLE, BODIES, ASKED, fairness="none")
PLAN = replace(planned(PROBLEM), assignments=(), unserved=())


def plan_of(problem: Problem, *pairs: tuple[str, str]) -> Plan:
    """The plan that pins make."""
    return planned(replace(problem, pinned=tuple(Pair(*pair) for pair in pairs), forbidden=problem.forbidden))


def test_a_request_is_served_when_another_changes_place() -> None:
    asked = (*ASKED[:2],)
    problem = replace(PROBLEM, requests=asked)
    plan = plan_of(replace(problem, forbidden=(Pair("both", "hard"),)), ("both", "easy"))
    why = explain_request(candidates_of(problem), plan, "hard", worker=HERE)

    assert why.could == (Occupied("both", ("easy",)),)
    assert why.displacement is not None
    assert why.displacement.moves == (("hard", "both"), ("easy", "one"))
    assert why.displacement.displaces == ()
    assert explain(candidates_of(problem), plan).unserved[0].would_take == WouldTake((), None)


def test_only_the_requests_of_the_bodies_asked_for_are_explained() -> None:
    plan, candidates = planned(PROBLEM), candidates_of(PROBLEM)
    everything = explain(candidates, plan)

    assert everything.unserved[0].would_take is not None
    assert explain(candidates, plan, bodies={"131016"}) == everything
    assert explain(candidates, plan, bodies={"133086"}) == plan


def test_longer_chains_are_found_and_trials_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    roles = "abcd"
    people = tuple(person(f"s{at}", 2, skills=dict.fromkeys(roles[at : at + 2], 1)) for at in range(3))
    asked = tuple(request(role, half_days=2, role=role) for role in "bca")
    problem = Problem(4, people, BODIES, asked, fairness="none")
    plan = plan_of(replace(problem, forbidden=(Pair("s0", "a"),)), ("s0", "b"), ("s1", "c"))
    candidates = candidates_of(problem)

    assert plan.unserved[0].request == "a"
    chain = cheapest_chain(Board(candidates, plan), 2)
    assert chain is not None
    assert chain.moves == ((2, 0), (0, 1), (1, 2))
    assert chain.displaced == ()
    short = cheapest_chain(Board(candidates, plan), 2, depth=1)
    assert short is not None
    assert short.displaced == (0,)
    assert short.cost == 8
    monkeypatch.setattr(chains, "_MOST_TRIALS", 1)
    assert cheapest_chain(Board(candidates, plan), 2) is None


def test_what_is_pinned_stays_and_what_is_not_known_is_not_told() -> None:
    problem = replace(PROBLEM, requests=ASKED[:2], pinned=(Pair("both", "easy"),), forbidden=(Pair("both", "hard"),))
    plan = planned(problem)
    held = replace(problem, forbidden=())
    why = explain_request(candidates_of(held), plan, "hard", worker=HERE)

    assert why.displacement is None
    assert explain(candidates_of(held), plan).unserved[0].would_take is None
    assert explain_request(candidates_of(problem), plan, "hard", worker=HERE).could == ()


def test_without_an_answer_of_the_solver_the_chain_stands_unproven() -> None:
    problem = replace(PROBLEM, requests=(ASKED[1], replace(ASKED[1], id="late")))
    plan = planned(problem)
    way = explain_request(candidates_of(problem), plan, plan.unserved[0].request, worker=Tired()).displacement

    assert way is not None
    assert (len(way.displaces), way.proven) == (1, False)


def test_the_mildest_change_comes_first() -> None:
    people = (person("s", 3, skills={ROLES[0]: 1}, onsite=("132012",)),)
    asked = (
        request("a", half_days=3, level=2),
        request("b", half_days=5, onsite=True),
        request("c", half_days=3, onsite=True),
    )
    problem = Problem(4, (replace(people[0], capacity=(Capacity(0, 3, 3),)),), BODIES, asked, fairness="none")
    plan, candidates = planned(problem), candidates_of(problem)

    assert plan.assignments == ()
    assert explain_request(candidates, plan, "a").changes == ()
    milder = replace(problem, specialists=people)
    assert explain_request(candidates_of(milder), plan, "a").changes == (Change("level", 1, "s", 12),)
    assert explain(candidates_of(milder), plan).unserved[2].would_take == WouldTake(None, ("onsite", False))
    short = replace(problem, requests=(request("d", half_days=5, level=1), request("e", half_days=2, level=1)))
    plan = planned(short)
    assert explain_request(candidates_of(short), plan, "e").changes == (Change("to", 3, "s", 6),)


def test_a_body_sees_who_serves_it_and_who_could() -> None:
    plan = planned(PROBLEM)
    answer = explain_body(candidates_of(PROBLEM), plan, "131016")

    assert answer.standing.id == "131016"
    assert answer.served == (("easy", "one"),)
    assert answer.open == (("long", (Occupied("both", ("hard",)), Occupied("one", ("easy",)))),)


def test_strangers_have_no_explanation() -> None:
    plan, candidates = planned(PROBLEM), candidates_of(PROBLEM)

    for name, asked in (("nobody", explain_body), ("easy", explain_request), ("nobody", demand_of)):
        with pytest.raises(KeyError):
            asked(candidates, plan, name)


def test_a_half_day_more_is_worth_the_best_that_waits_for_it() -> None:
    asked = (request("a", half_days=2, end=8, priority=3), request("b", half_days=2, end=8))
    alone = Problem(8, (person("s", 2, weeks=8),), BODIES, asked, fairness="none")

    (price,) = prices_of(candidates_of(alone), worker=HERE)
    assert (price.role, price.month) == (ROLES[0], 0)
    assert price.mean == price.most == pytest.approx(0.8 * 8)
    counted = replace(alone, specialists=(person("s", 4, weeks=8, max_parallel=1),))
    assert prices_of(candidates_of(counted), worker=HERE) == ()
    assert prices_of(candidates_of(replace(alone, specialists=())), worker=HERE) == ()
    assert prices_of(candidates_of(alone), worker=Tired()) == ()


def test_of_several_ways_the_one_that_displaces_least_is_told() -> None:
    people = (person("s", 4), person("t", 4), person("u", 4))
    asked = (request("a", half_days=4, priority=2), request("b", half_days=3), request("c", half_days=4, priority=3))
    problem = Problem(4, people, BODIES, (*asked, request("d", half_days=2)), fairness="none")
    candidates = candidates_of(problem)
    plan = plan_of(problem, ("s", "a"), ("t", "b"), ("u", "c"))
    chain = cheapest_chain(Board(candidates, plan), 3)

    assert chain is not None
    assert (chain.displaced, chain.cost) == ((1,), 12)


def test_a_specialist_sees_what_is_asked_of_each_role_and_which_level_would_open_more() -> None:
    asked = (request("a"), request("b", level=3, half_days=4), request("c", level=4, half_days=4))
    problem = Problem(4, (person("s", 4),), BODIES, asked, fairness="none")

    assert demand_of(candidates_of(problem), planned(problem), "s") == (
        Demand("s", ROLES[0], 2, 1, 1, 1, ((3, 1), (4, 2))),
    )
