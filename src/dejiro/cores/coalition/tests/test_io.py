import json
from importlib.resources import files

import jsonschema_rs
import pytest
from hypothesis import given, settings

from dejiro.cores.coalition.explain import explain
from dejiro.cores.coalition.io import Json, answer_from_json, answer_to_json, problem_from_json, problem_to_json
from dejiro.cores.coalition.model import BY_QUANTITY, Problem
from dejiro.cores.coalition.solve import solve
from dejiro.cores.coalition.tests.oracle import HALF_HALF, problems
from dejiro.cores.documents.faults import ProblemError

TIERS = [{"min_quantity": 1, "unit_price": 10}]
TOWN = {"id": "133086", "quantity": 40, "starts": ["2027-04"], "weight": 4600}


def schema(name: str) -> jsonschema_rs.Validator:
    text = files("dejiro.cores.coalition").joinpath("schemas", f"{name}.schema.json").read_text("utf-8")
    return jsonschema_rs.validator_for(json.loads(text))


PROBLEM_SCHEMA, ANSWER_SCHEMA = schema("problem"), schema("answer")


@settings(max_examples=60, deadline=None)
@given(problems(restricted=True))
def test_problems_and_answers_survive_the_way_through_json_and_fit_the_schemas(problem: Problem) -> None:
    document = json.loads(json.dumps(problem_to_json(problem)))
    answer = explain(problem, solve(problem))
    result = json.loads(json.dumps(answer_to_json(answer)))

    PROBLEM_SCHEMA.validate(document)
    ANSWER_SCHEMA.validate(result)
    assert problem_from_json(document) == problem
    assert answer_from_json(json.dumps(result)) == answer
    assert answer_from_json(answer_to_json(solve(problem))) == solve(problem)


def faults(document: Json) -> dict[str, str]:
    with pytest.raises(ProblemError) as caught:
        problem_from_json(document)
    assert str(caught.value).count("→") == len(caught.value.faults)
    return {fault.path: fault.problem for fault in caught.value.faults}


def test_every_fault_of_a_document_is_told_at_once_with_its_place() -> None:
    member = {
        **TOWN,
        "quantity": 0,
        "starts": ["2027-13", "2027-04", "2027-04"],
        "max_unit_price": True,
        "only_with": ["133086", "x", "y"],
        "not_with": ["x", 5],
        "mayor": "",
    }
    document = {
        "members": [member, 7, {"quantity": 1}, {"id": "", "quantity": 1, "starts": "2027-04"}, TOWN],
        "tiers": [*TIERS, {"min_quantity": 1, "unit_price": 10}],
        "fixed_cost": -1,
        "fixed_share": {"equal": "1/2", "weight": "1/3"},
        "capacity": 0,
        "min_members": None,
        "months": [],
    }

    assert faults(document).keys() == {
        "$.months",
        "$.members[0].mayor",
        "$.members[0].quantity",
        "$.members[0].starts[0]",
        "$.members[0].starts[2]",
        "$.members[0].max_unit_price",
        "$.members[0].only_with[0]",
        "$.members[0].only_with[1]",
        "$.members[0].only_with[2]",
        "$.members[0].not_with[0]",
        "$.members[0].not_with[1]",
        "$.members[1]",
        "$.members[2].id",
        "$.members[2].weight",
        "$.members[3].id",
        "$.members[3].starts",
        "$.members[3].weight",
        "$.members[4].id",
        "$.tiers[1].min_quantity",
        "$.tiers[1].unit_price",
        "$.fixed_cost",
        "$.fixed_share",
        "$.capacity",
        "$.min_members",
    } - {"$.members[2].weight", "$.members[3].weight"}


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("{", "$"),
        (b"\xff", "$"),
        ("[" * 100_000, "$"),
        ("[]", "$"),
        ('{"tiers": []}', "$.members"),
        ('{"members": {}, "tiers": [{"min_quantity": 1, "unit_price": 1}]}', "$.members"),
        ('{"members": [], "tiers": []}', "$.tiers"),
        ('{"members": [], "tiers": [3]}', "$.tiers[0]"),
        ('{"members": [], "tiers": [{"min_quantity": -1, "unit_price": 3}]}', "$.tiers[0].min_quantity"),
        ('{"members": [{"id": "%s", "quantity": 1e2}], "tiers": 3}' % ("x" * 100), "$.members[0].quantity"),
    ],
)
def test_what_is_no_problem_at_all_is_told_so(text: str | bytes, path: str) -> None:
    assert path in faults(text)


@pytest.mark.parametrize(
    ("share", "path"),
    [
        ("population", "$.fixed_share"),
        (3, "$.fixed_share"),
        ({"equal": 0.5, "weight": "1/2"}, "$.fixed_share.equal"),
        ({"equal": "1/0", "weight": "1/2"}, "$.fixed_share.equal"),
        ({"equal": "1e9", "weight": "1/2"}, "$.fixed_share.equal"),
        ({"equal": "1/2", "rank": "1/2"}, "$.fixed_share.rank"),
        ({"equal": "1/2", "quantity": "1/1000001"}, "$.fixed_share.quantity"),
        ({}, "$.fixed_share"),
        ("weight", "$.members[0].weight"),
    ],
)
def test_a_share_that_is_none_is_told_with_its_place(share: Json, path: str) -> None:
    without_weight = {"id": "133086", "quantity": 1}

    assert path in faults({"members": [without_weight], "tiers": TIERS, "fixed_share": share})


def test_left_out_fields_have_the_documented_defaults() -> None:
    problem = problem_from_json({"members": [{"id": "133086", "quantity": 40}], "tiers": TIERS})

    assert (problem.fixed_cost, problem.capacity, problem.min_members) == (0, None, 2)
    assert problem.members[0].starts == ()
    assert problem_to_json(problem)["fixed_share"] == "equal"


def test_parts_of_the_common_cost_are_written_as_fractions() -> None:
    document = {"members": [TOWN], "tiers": TIERS, "fixed_share": {"equal": "0.5", "weight": "1/2"}}

    assert problem_from_json(document).fixed_share == HALF_HALF
    assert problem_to_json(problem_from_json(document))["fixed_share"] == {"equal": "1/2", "weight": "1/2"}
    assert problem_from_json({**document, "fixed_share": "quantity"}).fixed_share == BY_QUANTITY


@pytest.mark.parametrize("document", ["{", "[]", "{}", '{"start": null, "members": "ab"}', '{"members": [{}]}'])
def test_what_is_no_answer_is_told_so(document: str) -> None:
    with pytest.raises(ProblemError):
        answer_from_json(document)
