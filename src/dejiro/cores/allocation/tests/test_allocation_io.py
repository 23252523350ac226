import json
from importlib.resources import files

import jsonschema_rs
import pytest
from hypothesis import given, settings

from dejiro.cores.allocation.io import plan_from_json, plan_to_json, problem_from_json, problem_to_json
from dejiro.cores.allocation.model import Assignment, Plan, Problem, Reason, Standing, Unserved, WouldTake
from dejiro.cores.allocation.tests.cases import BODIES, person, problems
from dejiro.cores.documents.faults import ProblemError
from dejiro.cores.documents.reader import Document


def schema(name: str) -> jsonschema_rs.Validator:
    text = files("dejiro.cores.allocation").joinpath("schemas", f"{name}.schema.json").read_text("utf-8")
    return jsonschema_rs.validator_for(json.loads(text))


PLAN = Plan(
    (Assignment("s1", "r1"),),
    26.4,
    30.5,
    0.155,
    (
        Standing("131016", 1.35, 44, 30.25, 14.25, 16, Reason("shortage", ("designer",), (0, 4))),
        Standing("133086", 1, 4, 4, 0, 4, Reason("demand-met")),
    ),
    (
        Unserved("r2", "shortage", WouldTake(("r1",), ("onsite", False))),
        Unserved("r3", "indivisible", WouldTake((), None)),
        Unserved("r4", "shortage", WouldTake(None, ("level", 2))),
        Unserved("r5", "no-candidate"),
    ),
    1,
    2,
    7,
    "time-limit",
)


@settings(max_examples=25)
@given(problems())
def test_problems_survive_the_way_through_json_and_fit_the_schema(problem: Problem) -> None:
    document = json.loads(json.dumps(problem_to_json(problem)))

    schema("problem").validate(document)
    assert problem_from_json(document) == problem
    assert problem_from_json(json.dumps(document)) == problem


def test_a_plan_survives_the_way_through_json_and_fits_the_schema() -> None:
    document = json.loads(json.dumps(plan_to_json(PLAN)))

    schema("plan").validate(document)
    assert plan_from_json(json.dumps(document)) == PLAN


def test_what_is_not_a_plan_is_refused_as_a_whole() -> None:
    good = plan_to_json(PLAN)
    wrongs: tuple[Document, ...] = (
        "{",
        [],
        {},
        {**good, "value": True},
        {**good, "assignments": [{"specialist": "s1"}]},
        {**good, "unserved": [{**good["unserved"][0], "would_take": {"displaces": "r1", "or_change": None}}]},
        {**good, "bodies": [{**good["bodies"][0], "reason": {"kind": "shortage", "roles": [], "weeks": [1]}}]},
    )
    for wrong in wrongs:
        with pytest.raises(ProblemError, match=r"^\$: "):
            plan_from_json(wrong)


def faults(document: Document) -> dict[str, str]:
    with pytest.raises(ProblemError) as caught:
        problem_from_json(document)
    assert str(caught.value).count("→") == len(caught.value.faults)
    return {fault.path: fault.problem for fault in caught.value.faults}


def good() -> Document:
    return {
        "weeks": 4,
        "specialists": [
            {"id": "s1", "capacity": [{"from": 0, "to": 4, "half_days": 6}], "skills": {"designer": 2}},
            {"id": "s2", "capacity": [], "skills": {}, "onsite": ["131016"], "not_for": ["133086"]},
        ],
        "bodies": [{"id": "131016", "entitlement": 1.35}, {"id": "133086", "entitlement": 1}],
        "requests": [
            {"id": "r1", "body": "131016", "role": "designer", "level": 2, "half_days": 2, "from": 0, "to": 4},
            {"id": "r2", "body": "133086", "role": "nobody's", "level": 4, "half_days": 1, "from": 1, "to": 2},
        ],
    }


def test_a_short_document_is_filled_with_what_is_usual() -> None:
    problem = problem_from_json(good())

    assert problem.requests[0].priority == 1
    assert problem.specialists[0].onsite is False
    assert problem.specialists[1].capacity == ()
    assert (problem.keep_weight, problem.max_changes, problem.fairness) == (0.0, None, "floor")


def test_a_document_that_is_no_object_or_lacks_its_parts_is_refused() -> None:
    assert faults("[1").keys() == {"$"}
    assert faults(b"\xff").keys() == {"$"}
    assert faults([]).keys() == {"$"}
    assert faults({"weeks": 1, "staff": []}).keys() == {"$.staff", "$.specialists", "$.bodies", "$.requests"}


def test_every_fault_of_a_specialist_is_told_at_once_with_its_place() -> None:
    document = good()
    row = {"from": 0, "to": 4, "half_days": 6}
    document |= {
        "specialists": [
            {"id": "s1", "capacity": [row, {**row, "from": 3}, {**row, "from": 4}, {"from": 0}], "skills": {}},
            {"id": "s2", "capacity": [row, {**row, "from": 1, "to": 2}, {**row, "from": 3}], "skills": {"a": 5, "": 1}},
            {"id": "s3", "capacity": 5, "skills": [], "not_for": "131016"},
            {"id": "s4", "capacity": [], "skills": {}, "onsite": "yes", "max_parallel": 0},
            {"id": "\n", "capacity": [], "skills": {}, "onsite": ["131016", "131016", 7]},
            "s6",
        ],
    }

    assert faults(document).keys() == {
        "$.specialists[0].capacity[2].to",
        "$.specialists[0].capacity[3].to",
        "$.specialists[0].capacity[3].half_days",
        "$.specialists[1].capacity[1]",
        "$.specialists[1].capacity[2]",
        "$.specialists[1].skills['a']",
        "$.specialists[1].skills['']",
        "$.specialists[2].capacity",
        "$.specialists[2].skills",
        "$.specialists[2].not_for",
        "$.specialists[3].onsite",
        "$.specialists[3].max_parallel",
        "$.specialists[4].id",
        "$.specialists[4].onsite[1]",
        "$.specialists[4].onsite[2]",
        "$.specialists[5]",
    }


def test_every_other_fault_of_the_parts_is_told_at_once_with_its_place() -> None:
    document = good()
    document |= {
        "weeks": 4.0,
        "bodies": [{"id": "131016", "entitlement": 0}, {"id": "133086", "entitlement": "1"}, {"id": "x"}],
        "requests": [
            {"id": "r1", "body": "131016", "role": "", "level": 0, "half_days": 2.0, "from": 4, "to": 4, "onsite": 1},
            {
                "id": "r2",
                "body": "133086",
                "role": "a",
                "level": 1,
                "half_days": 101,
                "from": -1,
                "to": 4,
                "priority": 4,
            },
            {"id": "r3"},
        ],
        "fit": [{"specialist": "s1", "request": "r1"}, {"specialist": 1, "request": "r1", "fit": 1}],
        "forbidden": [["s1"], ["s1", 5]],
        "pinned": {},
        "current": [["s1", "r2"], 5],
        "keep_weight": float("nan"),
        "max_changes": -1,
        "fairness": "equal",
    }

    assert faults(document).keys() == {
        "$.weeks",
        "$.bodies[0].entitlement",
        "$.bodies[1].entitlement",
        "$.bodies[2].entitlement",
        "$.requests[0].role",
        "$.requests[0].level",
        "$.requests[0].half_days",
        "$.requests[0].to",
        "$.requests[0].onsite",
        "$.requests[1].half_days",
        "$.requests[1].from",
        "$.requests[1].priority",
        "$.requests[2].body",
        "$.requests[2].role",
        "$.requests[2].level",
        "$.requests[2].half_days",
        "$.requests[2].from",
        "$.requests[2].to",
        "$.fit[0].fit",
        "$.fit[1]",
        "$.forbidden[0]",
        "$.forbidden[1]",
        "$.pinned",
        "$.current[1]",
        "$.keep_weight",
        "$.max_changes",
        "$.fairness",
    }


def test_every_fault_between_the_parts_is_told_at_once_with_its_place() -> None:
    document = good()
    document["specialists"] += [
        {"id": "s1", "capacity": [{"from": 0, "to": 5, "half_days": 1}], "skills": {}, "onsite": ["999999"]},
        {"id": "s3", "capacity": [], "skills": {}, "not_for": ["x"]},
    ]
    document["bodies"] += [{"id": "131016", "entitlement": 1}]
    document["requests"] += [{**document["requests"][0], "id": "r2", "body": "y", "to": 6}]
    fit = {"specialist": "s1", "request": "r1", "fit": 0.5}
    document |= {
        "fit": [fit, fit, {**fit, "specialist": "z", "request": "q", "fit": 1.5}, {**fit, "request": "r2", "fit": "1"}],
        "forbidden": [["s1", "r1"], ["s1", "r1"], ["a", "b"]],
        "pinned": [["s2", "r2"], ["s1", "r1"]],
        "current": [["s1", "r1"], ["s2", "r1"], ["s1", "r1"]],
    }

    assert faults(document).keys() == {
        "$.specialists[2].id",
        "$.specialists[2].capacity[0].to",
        "$.specialists[2].onsite[0]",
        "$.specialists[3].not_for[0]",
        "$.bodies[2].id",
        "$.requests[2].id",
        "$.requests[2].body",
        "$.requests[2].to",
        "$.fit[1]",
        "$.fit[2].specialist",
        "$.fit[2].request",
        "$.fit[2].fit",
        "$.fit[3].fit",
        "$.forbidden[1]",
        "$.forbidden[2][0]",
        "$.forbidden[2][1]",
        "$.pinned[1]",
        "$.current[1]",
        "$.current[2]",
    }


def test_a_problem_that_is_built_by_hand_is_judged_by_the_same_rules() -> None:
    with pytest.raises(ProblemError, match=r"\$\.specialists\[1\]\.id"):
        Problem(4, (person("s1"), person("s1")), BODIES, ())
