import argparse
import json
from importlib.resources import files
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given, settings

from dejiro.cores.documents.faults import ProblemError
from dejiro.cores.matching.cli import add_arguments, run
from dejiro.cores.matching.io import (
    Json,
    matching_from_json,
    matching_to_json,
    problem_from_json,
    problem_to_json,
)
from dejiro.cores.matching.model import Problem
from dejiro.cores.matching.solve import solve
from dejiro.cores.matching.tests.oracle import problems

PERSON = {"id": "a", "prefers": ["x"]}
POST = {"id": "x", "quota": 1, "ranks": ["a"], "region": "west"}
REGION = {"id": "west", "cap": 1}
DOCUMENT = {"applicants": [PERSON, {"id": "b", "prefers": ["x"]}], "posts": [POST], "regions": [REGION]}


def schema(name: str) -> jsonschema_rs.Validator:
    text = files("dejiro.cores.matching").joinpath("schemas", f"{name}.schema.json").read_text("utf-8")
    return jsonschema_rs.validator_for(json.loads(text))


PROBLEM_SCHEMA, MATCHING_SCHEMA = schema("problem"), schema("matching")


@settings(max_examples=60)
@given(problems())
def test_problems_and_matchings_survive_the_way_through_json_and_fit_the_schemas(problem: Problem) -> None:
    document = json.loads(json.dumps(problem_to_json(problem)))
    result = json.loads(json.dumps(matching_to_json(solve(problem))))

    PROBLEM_SCHEMA.validate(document)
    MATCHING_SCHEMA.validate(result)
    assert problem_from_json(document) == problem
    assert matching_from_json(json.dumps(result)) == solve(problem)


def faults(document: Json) -> list[str]:
    with pytest.raises(ProblemError) as caught:
        problem_from_json(document)
    return [fault.path for fault in caught.value.faults]


def test_every_fault_of_the_parts_is_told_at_once_with_its_place() -> None:
    document = {
        "applicants": [7, {"id": ""}, {"id": "a", "prefers": "x"}, {"id": "b", "prefers": ["x", "x", 5]}],
        "posts": [
            {"id": "x", "quota": 0, "ranks": ["a", "a"], "region": 3, "target": 1},
            {"id": "y", "quota": True, "ranks": [], "target": -1, "colour": "red"},
            {"id": "z", "quota": 1, "ranks": [], "region": "west", "target": 2},
        ],
        "regions": [{"id": "west", "cap": -1}],
        "month": 1,
    }

    assert faults(document) == [
        "$.month",
        "$.applicants[0]",
        "$.applicants[1].prefers",
        "$.applicants[2].prefers",
        "$.applicants[3].prefers[2]",
        "$.posts[0].quota",
        "$.posts[0].ranks[1]",
        "$.posts[0].region",
        "$.posts[1].colour",
        "$.posts[2].target",
        "$.regions[0].cap",
    ]


def test_every_fault_between_the_parts_is_told_at_once_with_its_place() -> None:
    document = {
        "applicants": [{"id": "a", "prefers": ["x", "q"]}, {"id": "a", "prefers": []}],
        "posts": [
            {"id": "x", "quota": 3, "ranks": ["z"], "region": "west", "target": 3},
            {"id": "x", "quota": 1, "ranks": [], "region": "nowhere"},
            {"id": "y", "quota": 1, "ranks": [], "region": "east", "target": 1},
            {"id": "w", "quota": 1, "ranks": [], "region": "east"},
        ],
        "regions": [{"id": "west", "cap": 2}, {"id": "east", "cap": 2}, {"id": "east", "cap": 2}],
    }

    assert faults(document) == [
        "$.applicants[1].id",
        "$.posts[1].id",
        "$.regions[2].id",
        "$.applicants[0].prefers[1]",
        "$.posts[0].ranks[0]",
        "$.posts[1].region",
        "$.regions[0].cap",
        "$.regions[1]",
        "$.regions[2]",
    ]


def test_a_target_needs_a_region() -> None:
    assert faults({**DOCUMENT, "posts": [{"id": "x", "quota": 1, "ranks": ["a"], "target": 1}]}) == [
        "$.posts[0].target"
    ]


@pytest.mark.parametrize("text", ["{", "[]", '{"applicants": []}'])
def test_what_is_no_problem_is_refused(text: str) -> None:
    assert faults(text)


@pytest.mark.parametrize("text", ["[]", '{"placements": [{"applicant": "a"}]}', '{"placements": 3}'])
def test_what_is_no_matching_is_refused(text: str) -> None:
    with pytest.raises(ProblemError):
        matching_from_json(text)


def dejiro(*words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args([str(word) for word in words]))


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    return path


def test_a_matching_is_written_and_passes_its_check(problem: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = problem.with_name("answer.json")

    assert dejiro("solve", problem, "-o", answer) == 0
    assert dejiro("check", problem, answer) == 0
    assert capsys.readouterr().out == "組合せは安定で、理由も正しい。\n"
    answer.write_text(answer.read_text("utf-8").replace('"not-ranked"', '"cap"'), encoding="utf-8")
    assert dejiro("check", problem, answer) == 1
    assert capsys.readouterr().err.startswith("$.placements[1].refusals[0]: ")


def test_without_a_file_the_matching_goes_to_the_output(problem: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dejiro("solve", problem) == 0
    assert json.loads(capsys.readouterr().out)["placements"][0] == {"applicant": "a", "post": "x", "refusals": []}


def test_one_applicant_is_explained(problem: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dejiro("explain", problem, "b") == 0
    assert json.loads(capsys.readouterr().out)["changes"] == [{"post": "x", "kind": "rank", "value": 1, "result": "x"}]


def test_strangers_bad_documents_and_missing_files_are_bad_input(
    problem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dejiro("explain", problem, "nobody") == 2
    assert dejiro("solve", problem.with_name("none.json")) == 2
    problem.write_text("{}", encoding="utf-8")
    assert dejiro("solve", problem) == 2
    assert capsys.readouterr().err.splitlines()[0].startswith("ID: ")
