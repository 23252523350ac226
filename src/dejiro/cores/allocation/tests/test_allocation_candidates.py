from dataclasses import replace

import pytest
from hypothesis import given, settings

from dejiro.cores.allocation.candidates import candidates_of, obstacles
from dejiro.cores.allocation.model import Capacity, Fit, Pair, Problem
from dejiro.cores.allocation.tests.cases import BODIES, ROLES, candidate_pairs, is_candidate, person, problems, request
from dejiro.cores.documents.faults import ProblemError


@settings(max_examples=50)
@given(problems())
def test_candidates_are_those_of_the_definition_in_the_order_of_requests(problem: Problem) -> None:
    found = candidates_of(problem)
    people, asked = problem.specialists, problem.requests

    pairs = [Pair(people[who].id, asked[what].id) for who, what in zip(found.specialist, found.request, strict=True)]
    assert pairs == candidate_pairs(problem)
    assert len(found) == len(pairs)
    assert [list(found.request).count(at) for at in range(len(asked))] == list(found.first[1:] - found.first[:-1])
    for one in people:
        for each in asked:
            assert (obstacles(problem, one, each) == ()) == is_candidate(problem, one, each)


@settings(max_examples=40)
@given(problems())
def test_fit_and_value_are_those_stated_or_of_the_rule(problem: Problem) -> None:
    found = candidates_of(problem)
    stated = {(entry.specialist, entry.request): entry.fit for entry in problem.fit}

    for at, pair in enumerate(candidate_pairs(problem)):
        one, asked = problem.specialists[found.specialist[at]], problem.requests[found.request[at]]
        over = one.skills[asked.role] - asked.level
        assert found.fit[at] == pytest.approx(stated.get(pair, min(1, 0.7 + 0.1 * over)))
        assert found.value[at] == pytest.approx(asked.volume * asked.priority * found.fit[at])
    assert list(found.find(candidate_pairs(problem))) == list(range(len(found)))
    missing = [Pair(a.id, b.id) for a in problem.specialists for b in problem.requests]
    missing = [pair for pair in missing if pair not in candidate_pairs(problem)]
    assert set(found.find(missing)) <= {-1}


def test_demand_counts_only_requests_that_somebody_could_serve() -> None:
    asked = (request("r1", half_days=4), request("r2", half_days=5), request("r3", "133086", 1, end=3))
    found = candidates_of(Problem(4, (person("s1"),), BODIES, asked))

    assert list(found.volume) == [16, 20, 3]
    assert list(found.demand) == [16, 3, 0]
    assert list(found.body) == [0, 0, 1]


def test_every_obstacle_is_told() -> None:
    away = person("s1", capacity=(Capacity(0, 2, 4),), onsite=("133086",), not_for=("131016",))
    asked = request("r1", level=3, onsite=True)
    problem = Problem(4, (away,), BODIES, (asked, request("r2", role=ROLES[1])), forbidden=(Pair("s1", "r1"),))

    assert obstacles(problem, away, asked) == (
        "レベル 2 は 3 に足りません",
        "第 2 週の余力が足りません",
        "現地で働けません",
        "利益相反があります",
        "forbidden にあります",
    )
    assert obstacles(problem, away, problem.requests[1])[0] == "役割 designer がありません"


def test_a_fit_for_a_pair_that_is_no_candidate_is_of_no_account() -> None:
    problem = Problem(4, (person("s1"),), BODIES, (request("r1", half_days=5),), (Fit("s1", "r1", 1),))

    assert len(candidates_of(problem)) == 0


PINS = Problem(
    4,
    (person("s1", 4, max_parallel=2), person("s2", 9, max_parallel=1)),
    BODIES,
    (request("r1"), request("r2"), request("r3", start=2, half_days=1), request("r4", half_days=5)),
)


def pin_faults(*pairs: tuple[str, str]) -> dict[str, str]:
    with pytest.raises(ProblemError) as caught:
        candidates_of(replace(PINS, pinned=tuple(Pair(*pair) for pair in pairs)))
    return {fault.path: fault.problem for fault in caught.value.faults}


def test_pinned_pairs_must_be_candidates_within_capacity_and_number() -> None:
    assert len(candidates_of(replace(PINS, pinned=(Pair("s1", "r1"), Pair("s1", "r2"))))) == 7
    assert pin_faults(("s1", "r4")) == {"$.pinned[0]": "候補ではありません: 第 0 週の余力が足りません"}
    assert pin_faults(("s1", "r1"), ("s1", "r2"), ("s1", "r3")) == {"$.pinned[2]": "固定した組だけで余力を超えます"}
    assert pin_faults(("s2", "r1"), ("s2", "r3")) == {"$.pinned[1]": "固定した組だけで余力を超えます"}
