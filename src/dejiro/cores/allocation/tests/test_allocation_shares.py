import json
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejiro.cores.allocation import halving
from dejiro.cores.allocation.candidates import candidates_of
from dejiro.cores.allocation.certificate import verify
from dejiro.cores.allocation.division import Division
from dejiro.cores.allocation.division_io import division_from_json, division_to_json
from dejiro.cores.allocation.levels import level_of
from dejiro.cores.allocation.model import Body, Pair, Problem
from dejiro.cores.allocation.shares import fair_division
from dejiro.cores.allocation.tests.cases import BODIES, ROLES, candidate_pairs, crowds, person, problems, request
from dejiro.cores.allocation.tests.oracle import leximin
from dejiro.cores.allocation.tests.test_allocation_io import schema
from dejiro.cores.documents.faults import ProblemError
from dejiro.cores.documents.reader import Document

UNIT = 1e-6


def divided(problem: Problem) -> Division:
    """The division, after the verifier has had its look."""
    division = fair_division(candidates_of(problem))
    assert verify(problem, division) == ()
    return division


def shares(problem: Problem) -> dict[str, float]:
    return {share.id: share.fair_share for share in divided(problem).shares}


@settings(max_examples=20)
@given(st.one_of(problems(most=6), crowds(), crowds()))
def test_shares_are_those_of_a_sequence_of_linear_programmes(problem: Problem) -> None:
    assert shares(problem) == pytest.approx(leximin(problem), abs=1e-4)


@settings(max_examples=50)
@given(st.one_of(problems(most=8, longest=6), crowds(), crowds()))
def test_the_verifier_accepts_every_division(problem: Problem) -> None:
    divided(problem)


def test_a_body_that_others_cannot_help_stays_below_them() -> None:
    """`a` needs the one role that s1 alone has; what s2 has left cannot raise it."""
    people = (person("s1", 1, skills={"x": 1}), person("s2", 4, skills={"y": 1}))
    bodies = (Body("a", 1), Body("b", 1), Body("c", 2))
    asked = (
        request("r0", "a", 1, role="x"),
        request("r1", "a", 1, role="x"),
        request("r2", "b", 1, role="x"),
        request("r3", "b", 4, role="y"),
        request("r4", "c", 4, role="y"),
    )
    division = divided(Problem(4, people, bodies, asked))

    assert division.by_body["a"].fair_share == 4
    assert [share.fair_share for share in division.shares] == pytest.approx([4, 16 / 3, 32 / 3], abs=UNIT)
    assert [(group.bodies, group.met, group.used_up) for group in division.groups] == [
        (("a",), (), (("s1", 0, 4),)),
        (("b", "c"), (), (("s2", 0, 4),)),
    ]


def useful(problem: Problem, body: str, division: Division) -> float:
    """What a body gets of what it truly needs, in half-days."""
    requests = {asked.id: asked for asked in problem.requests if asked.body == body}
    able, got = set(candidate_pairs(problem)), Counter[tuple[str, int]]()
    for row in division.deliveries:
        if (row.specialist, row.request) in able and row.request in requests:
            weeks = range(max(row.start, requests[row.request].start), min(row.end, requests[row.request].end))
            got.update({(row.request, week): row.units for week in weeks})
    return sum(min(units / division.units, requests[name].half_days) for (name, _), units in got.items())


@settings(max_examples=40)
@given(st.one_of(problems(most=6), crowds()), st.data())
def test_inflating_a_request_never_gives_its_body_more_of_what_it_needs(problem: Problem, data: st.DataObject) -> None:
    if problem.requests:
        at = data.draw(st.integers(0, len(problem.requests) - 1))
        asked = problem.requests[at]
        inflated = replace(
            asked,
            half_days=asked.half_days + data.draw(st.integers(0, 3)),
            start=data.draw(st.integers(0, asked.start)),
            end=data.draw(st.integers(asked.end, problem.weeks)),
            level=data.draw(st.integers(1, 4)),
        )
        lie = replace(problem, requests=(*problem.requests[:at], inflated, *problem.requests[at + 1 :]))
        assert useful(problem, asked.body, divided(lie)) <= shares(problem)[asked.body] + 10 * UNIT


@settings(max_examples=20)
@given(problems(most=6))
def test_names_and_the_scale_of_entitlements_change_nothing(problem: Problem) -> None:
    bodies = tuple(Body("x" + body.id, body.entitlement * 7) for body in reversed(problem.bodies))
    people = tuple(
        replace(
            one,
            onsite=one.onsite if isinstance(one.onsite, bool) else tuple("x" + name for name in one.onsite),
            not_for=tuple("x" + name for name in one.not_for),
        )
        for one in reversed(problem.specialists)
    )
    requests = tuple(replace(asked, body="x" + asked.body) for asked in reversed(problem.requests))
    other = replace(problem, bodies=bodies, specialists=people, requests=requests)

    assert shares(other) == pytest.approx({"x" + name: share for name, share in shares(problem).items()}, abs=2 * UNIT)


def doubled(problem: Problem, name: str, other: str) -> Problem:
    """The problem in which every request of a body stands once more, as one of `other`."""
    again = [replace(asked, id=asked.id + "b", body=other) for asked in problem.requests if asked.body == name]
    forbidden = [Pair(one, asked + "b") for one, asked in problem.forbidden if asked + "b" in {r.id for r in again}]
    return replace(
        problem, requests=(*problem.requests, *again), forbidden=(*problem.forbidden, *forbidden), fairness="none"
    )


@settings(max_examples=20)
@given(problems(most=6), st.sampled_from([body.id for body in BODIES]))
def test_a_body_that_splits_into_equal_halves_gets_the_same_in_all(problem: Problem, name: str) -> None:
    bodies = [replace(body, entitlement=body.entitlement / 2) if body.id == name else body for body in BODIES]
    half = next(replace(body, id="half") for body in bodies if body.id == name)
    people = tuple(
        replace(
            one,
            onsite=(*one.onsite, "half") if isinstance(one.onsite, tuple) and name in one.onsite else one.onsite,
            not_for=(*one.not_for, "half") if name in one.not_for else one.not_for,
        )
        for one in problem.specialists
    )
    split = doubled(replace(problem, bodies=(*bodies, half), specialists=people), name, "half")
    whole, parts = shares(doubled(problem, name, name)), shares(split)

    assert parts[name] == pytest.approx(parts["half"], abs=10 * UNIT)
    assert parts.pop("half") + parts[name] == pytest.approx(whole[name], abs=20 * UNIT)
    assert {key: parts[key] for key in parts if key != name} == pytest.approx(
        {key: whole[key] for key in whole if key != name}, abs=20 * UNIT
    )


@settings(max_examples=25)
@given(problems(most=6), st.integers(0, 2), st.sampled_from((1.001, 1.5, 4, 1000)))
def test_more_entitlement_never_means_less(problem: Problem, which: int, factor: float) -> None:
    body = BODIES[which]
    raised = replace(body, entitlement=body.entitlement * factor)
    other = replace(problem, bodies=(*BODIES[:which], raised, *BODIES[which + 1 :]))

    assert shares(other)[body.id] >= shares(problem)[body.id] - 10 * UNIT


def test_nobody_asks_or_nobody_can() -> None:
    empty = divided(Problem(4, (), (), ()))
    assert (empty.shares, empty.groups, empty.deliveries) == ((), (), ())
    alone = divided(Problem(4, (person("s1", capacity=()),), BODIES, (request("r1"), request("r2", role="unknown"))))
    assert [(share.demand, share.fair_share, share.level) for share in alone.shares] == [(0, 0, 0)] * 3


def test_three_bodies_that_ask_for_a_third_share_to_the_unit() -> None:
    bodies = tuple(Body(name, 1) for name in "abc")
    division = divided(
        Problem(1, (person("s1", 1, weeks=1),), bodies, tuple(request(f"r{name}", name, 1, end=1) for name in "abc"))
    )

    assert division.units == 10**6
    assert sorted(share.fair_share for share in division.shares) == [0.333333, 0.333333, 0.333334]
    assert [group.bodies for group in division.groups] == [("a", "b", "c")]
    assert division.groups[0].level == pytest.approx(1 / 3)
    assert division.groups[0].used_up == (("s1", 0, 1),)


def test_two_groups_in_equal_shortage_are_told_apart_from_rounding_alone() -> None:
    """Each specialist serves three bodies, one body is served by both: thirds that only fit when rounded jointly."""
    people = (person("s1", 1, weeks=1, skills={"x": 1, "z": 1}), person("s2", 1, weeks=1, skills={"y": 1, "z": 1}))
    bodies = tuple(Body(name, 1) for name in "abcdefg")
    roles = dict(zip("abcdefg", "xxxyyyz", strict=True))
    asked = tuple(request(f"r{name}", name, 1, end=1, role=role) for name, role in roles.items())
    division = divided(Problem(1, people, bodies, asked))

    assert [share.fair_share for share in division.shares] == pytest.approx([2 / 7] * 7, abs=UNIT)
    assert len(division.groups) == 1


def test_a_body_with_plenty_elsewhere_waits_where_others_have_less() -> None:
    """`rich` is served in full by s2; the role that only s1 has goes to `poor` alone."""
    people = (person("s1", 1, skills={ROLES[0]: 1}), person("s2", 5, skills={ROLES[1]: 1}))
    bodies = (Body("poor", 1), Body("rich", 1))
    asked = (
        request("r1", "poor", 1),
        request("r2", "rich", 1),
        request("r3", "rich", 4, role=ROLES[1]),
    )
    division = divided(Problem(4, people, bodies, asked))

    assert [share.fair_share for share in division.shares] == [4, 16]
    assert [(group.level, group.bodies, group.met, group.used_up) for group in division.groups] == [
        (4, (), ("poor",), (("s1", 0, 4),)),
        (16, ("rich",), (), ()),
    ]


def test_large_problems_are_counted_in_coarser_units() -> None:
    people = tuple(person(f"s{at}", 100, weeks=1000) for at in range(3))
    asked = (request("r1", "131016", 100, end=1000), *(request(f"q{at}", "133086", 100, end=1000) for at in range(9)))
    division = divided(Problem(1000, people, BODIES, asked))

    assert division.units == 1000
    assert [share.fair_share for share in division.shares] == [100_000, 200_000, 0]


def test_what_cannot_be_counted_in_whole_units_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halving, "_MOST_UNITS", 20)

    with pytest.raises(ProblemError, match="20 未満"):
        fair_division(candidates_of(SCARCE))


def tampered(document: Document, path: str, value: Document) -> Document:
    """A copy of the document with another value at a path such as "groups.0.level"."""
    copy = json.loads(json.dumps(document))
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place = copy
    for step in way:
        place = place[step]
    place[last] = value
    return copy


SCARCE = Problem(
    4,
    (person("s1", 3), person("s2", 4, skills={ROLES[1]: 2})),
    BODIES,
    (
        request("r1", half_days=3),
        request("r2", "133086", half_days=3),
        request("r3", "132012", half_days=2, role=ROLES[1], end=2),
        request("r4", "132012", half_days=4, role=ROLES[1]),
    ),
)


def test_the_verifier_accepts_the_division_and_refuses_whatever_is_changed_in_it() -> None:
    good = division_to_json(divided(SCARCE))
    assert [group["bodies"] for group in good["groups"]] == [["131016", "133086"], ["132012"]]
    first, last = good["deliveries"][0], len(good["deliveries"]) - 1
    changes: dict[str, Document] = {
        "units": 0,
        "bodies": good["bodies"][:2],
        "bodies.0.entitlement": 1.36,
        "bodies.0.demand": 9,
        "bodies.0.fair_share": good["bodies"][0]["fair_share"] + UNIT,
        "bodies.0.level": 1,
        "groups": [],
        "groups.0.level": 9,
        "groups.0.bodies": ["131016"],
        "groups.0.bodies.0": "132012",
        "groups.0.bodies.1": "nobody",
        "groups.0.met": ["nobody"],
        "groups.0.used_up": [],
        "groups.0.used_up.0.to": 3,
        "groups.0.used_up.0.specialist": "s2",
        "groups.1.level": 0,
        "groups.1.used_up": [{"specialist": "nobody", "from": 0, "to": 1}],
        "deliveries.0.specialist": "s2",
        "deliveries.0.request": "r9",
        "deliveries.0.units": first["units"] + 1,
        "deliveries.0.from": 1,
        "deliveries.0.to": 5,
        f"deliveries.{last}.units": -1,
        "deliveries": [*good["deliveries"], {**first, "units": 10**7}],
    }
    for path, value in changes.items():
        assert verify(SCARCE, division_from_json(tampered(good, path, value))), path


def test_a_division_that_is_deliverable_but_unfair_is_refused() -> None:
    problem = Problem(1, (person("s1", 2, weeks=1),), BODIES, (request("r1", end=1), request("r2", "133086", end=1)))
    fair = divided(problem)
    greedy = [
        replace(share, fair_share=given, level=given / share.entitlement)
        for share, given in zip(fair.shares, (2.0, 0.0, 0.0), strict=True)
    ]
    taken = replace(fair, shares=tuple(greedy), deliveries=(fair.deliveries[0]._replace(units=2 * fair.units),))

    assert verify(problem, taken)
    groups = (
        replace(fair.groups[0], level=0.0, bodies=("133086",), used_up=()),
        replace(fair.groups[0], level=2 / 1.35, bodies=("131016",), met=()),
    )
    assert [fault.path for fault in verify(problem, replace(taken, groups=groups))] == ["$.groups[0]"]


@settings(max_examples=15)
@given(problems(most=6))
def test_divisions_survive_the_way_through_json_and_fit_the_schema(problem: Problem) -> None:
    division = divided(problem)
    document = json.loads(json.dumps(division_to_json(division)))

    schema("shares").validate(document)
    assert division_from_json(json.dumps(document)) == division


def test_what_is_not_a_division_is_refused_as_a_whole() -> None:
    good = division_to_json(divided(SCARCE))
    wrongs: tuple[Document, ...] = (
        "[",
        7,
        {},
        tampered(good, "units", True),
        tampered(good, "bodies.0.fair_share", "much"),
        tampered(good, "bodies.0.fair_share", float("inf")),
        tampered(good, "groups.0.bodies", "131016"),
        tampered(good, "groups.0.used_up.0.from", 10**20),
    )
    for wrong in wrongs:
        with pytest.raises(ProblemError, match=r"^\$: "):
            division_from_json(wrong)


def test_a_level_is_found_where_nobody_or_everybody_is_full() -> None:
    one, low, high = np.array([2.0]), np.array([1]), np.array([5])

    assert level_of(0, one[:0], low[:0], high[:0]) == 0.0
    assert level_of(0, one, low, high) == 0.5
    assert level_of(4, one, low, high) == 2.5
    assert level_of(0, one, low, low) == 0.5
