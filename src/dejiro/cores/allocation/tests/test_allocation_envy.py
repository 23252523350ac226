from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejiro.cores.allocation.candidates import candidates_of
from dejiro.cores.allocation.engagements import solve
from dejiro.cores.allocation.envy import Envy, envies_of
from dejiro.cores.allocation.explain import explain_body
from dejiro.cores.allocation.model import Assignment, Body, Pair, Plan, Problem, Request
from dejiro.cores.allocation.tests.cases import is_candidate, person, problems, request
from dejiro.cores.allocation.tests.plans import Pairs, all_plans, find
from dejiro.cores.allocation.tests.workers import Here

TWO = (Body("131016", 1.0), Body("132012", 1.0))

CROWDED = Problem(
    4,
    (person("s", 4),),
    TWO,
    (request("a"), request("b0", body="132012", priority=3), request("b1", body="132012", priority=3)),
    fairness="none",
)
"""One person, who has time for two of three requests; the one of the first body is worth least."""


def plan_of(pairs: Pairs) -> Plan:
    return Plan(tuple(Assignment(*pair) for pair in pairs), 0.0, 0.0, 0.0, (), ())


def test_a_body_does_not_envy_what_no_request_of_its_own_could_use() -> None:
    people = (person("s", 4), person("t", 4))
    asked = (request("a", half_days=2), *(request(f"b{at}", body="132012", half_days=2) for at in range(3)))
    problem = Problem(4, people, TWO, asked, fairness="none")
    plan = plan_of((Pair("s", "b0"), Pair("s", "b1"), Pair("t", "b2")))

    assert envies_of(candidates_of(problem), plan, "131016") == (Envy("132012", 8, 8.0),)
    shut_out = replace(problem, specialists=tuple(replace(one, not_for=("131016",)) for one in people))
    assert envies_of(candidates_of(shut_out), plan, "131016") == ()


def test_one_engagement_more_is_no_envy_and_a_larger_part_may_have_more() -> None:
    problem = CROWDED
    plan = plan_of((Pair("s", "b0"), Pair("s", "b1")))

    assert envies_of(candidates_of(problem), plan, "131016") == (Envy("132012", 8, 8.0),)
    assert envies_of(candidates_of(problem), plan_of((Pair("s", "b0"),)), "131016") == ()
    assert (
        envies_of(candidates_of(problem), plan_of((Pair("s", "a"), Pair("s", "b0"), Pair("s", "b1"))), "131016") == ()
    )
    larger = replace(problem, bodies=(TWO[0], Body("132012", 4.0)))
    assert envies_of(candidates_of(larger), plan, "131016") == (Envy("132012", 8, 2.0),)
    with pytest.raises(KeyError):
        envies_of(candidates_of(problem), plan, "nobody")


@settings(max_examples=60)
@given(problem=problems(most=5), data=st.data())
def test_envy_is_that_of_the_definition(problem: Problem, data: st.DataObject) -> None:
    problem = replace(problem, fairness="none", current=(), max_changes=None)
    pairs = data.draw(st.sampled_from(list(all_plans(problem))))
    for body in problem.bodies:
        found = {one.body: one.fair for one in envies_of(candidates_of(problem), plan_of(pairs), body.id)}
        assert found == pytest.approx(defined(problem, pairs, body))


def defined(problem: Problem, pairs: Pairs, body: Body) -> dict[str, float]:
    """Whom a body envies whichever engagement is left out, and how much by its own part."""
    mine = [one for one in problem.requests if one.body == body.id]
    demand = sum(one.volume for one in mine if any(able(problem, who.id, one) for who in problem.specialists))
    has = sum(find(problem, pair.request).volume for pair in pairs if find(problem, pair.request).body == body.id)
    envied = {}
    for other in problem.bodies:
        uses = [use(problem, pair, mine) for pair in pairs if find(problem, pair.request).body == other.id]
        least = min((min(sum(uses) - one, demand) for one in uses), default=0) / other.entitlement * body.entitlement
        if other != body and least > has + 1e-9:
            envied[other.id] = least
    return envied


def use(problem: Problem, pair: Pair, mine: list[Request]) -> int:
    """Half-days of an engagement that one of these requests could have had."""
    held = find(problem, pair.request)
    return max(
        (
            max(min(held.end, one.end) - max(held.start, one.start), 0) * min(held.half_days, one.half_days)
            for one in mine
            if able(problem, pair.specialist, one)
        ),
        default=0,
    )


def able(problem: Problem, name: str, asked: Request) -> bool:
    (one,) = [person for person in problem.specialists if person.id == name]
    return is_candidate(problem, one, asked)


def test_the_explanation_of_a_body_names_whom_it_envies() -> None:
    plan = solve(CROWDED, shares=np.zeros(2), workers=(Here(), Here()))
    served = {find(CROWDED, entry.request).body for entry in plan.assignments}

    assert served == {"132012"}
    assert explain_body(candidates_of(CROWDED), plan, "131016").envies == (Envy("132012", 8, 8.0),)
    assert explain_body(candidates_of(CROWDED), plan, "132012").envies == ()
