import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dejiro.cores.allocation import engagements, explain, planning, prices
from dejiro.cores.allocation.cli import add_arguments, run
from dejiro.cores.allocation.engagements import Progress
from dejiro.cores.allocation.io import problem_to_json
from dejiro.cores.allocation.model import FloorStatus, Pair, Plan, Problem, Reason, Standing
from dejiro.cores.allocation.tests.cases import BODIES, person, request
from dejiro.cores.allocation.tests.workers import Here

ASKED = (
    request("old", half_days=4),
    request("new", "133086", half_days=4, priority=3),
    request("far", "132012", half_days=1, level=4),
)
PROBLEM = Problem(4, (person("s", 4),), BODIES, ASKED, current=(Pair("s", "old"),))


def dejiro(*words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args([str(word) for word in words]))


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (engagements, explain, prices):
        monkeypatch.setattr(module, "Worker", Here)


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(problem_to_json(PROBLEM)), encoding="utf-8")
    return path


@pytest.fixture
def plan(problem: Path) -> Path:
    path = problem.with_name("plan.json")
    assert dejiro("solve", problem, "-o", path) == 0
    return path


def test_a_plan_is_written_with_explanations_and_passes_its_check(
    problem: Path, plan: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(plan.read_bytes())

    assert dejiro("check", problem, plan) == 0
    assert capfd.readouterr().out == "計画は正しい。\n"
    assert document["assignments"] == [{"specialist": "s", "request": "new"}]
    assert document["unserved"][0]["would_take"] == {"displaces": ["new"], "or_change": None}


def test_without_a_file_and_explanations_the_plan_goes_to_the_output(
    problem: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    problem.write_text(json.dumps(problem_to_json(replace(PROBLEM, fairness="none"))), encoding="utf-8")
    assert dejiro("solve", problem, "--no-explanations", "--time-limit", "20", "--seed", "3") == 0
    told = capfd.readouterr()
    document = json.loads(told.out)
    assert not told.err
    assert document["unserved"][0]["would_take"] is None
    assert document["seed"] == 3


def test_floors_out_of_reach_are_named(
    problem: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = tuple(request(f"{body.id}-{at}", body.id, 1, end=1) for body in BODIES for at in range(8))
    whole = tuple(request(f"{body.id}-w", body.id, 5) for body in BODIES)
    crowded = Problem(4, (person("s", 5),), BODIES, (*asked, *whole))
    problem.write_text(json.dumps(problem_to_json(crowded)), encoding="utf-8")
    monkeypatch.setattr(planning, "solve", lambda *_, **terms: _starved(crowded, terms["shares"]))

    assert dejiro("solve", problem, "--no-explanations") == 0
    told = capfd.readouterr().err
    assert "下限に届かない団体 (すべての団体が下限に届く計画はないと証明済み): 131016\n" in told
    assert "下限に届かない団体 (時間内に見つからなかった。届く計画がないとは言えない): 133086\n" in told


def _starved(problem: Problem, shares: object) -> Plan:
    ways: tuple[FloorStatus, ...] = ("impossible", "not-in-time", "reached")
    bodies = tuple(
        Standing(body.id, 1.0, 9, 9.0, 1.0, 0, Reason("demand-met"), way)
        for body, way in zip(problem.bodies, ways, strict=True)
    )
    return Plan((), 0.0, 0.0, 0.0, bodies, ())


def test_bodies_requests_specialists_and_prices_are_explained(
    problem: Path, plan: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    found: dict[str, Any] = {}
    for name in ("131016", "old", "s"):
        assert dejiro("explain", problem, plan, name) == 0
        found |= json.loads(capfd.readouterr().out)
    assert dejiro("explain", problem, plan) == 0
    found |= json.loads(capfd.readouterr().out)

    assert found["body"]["open"] == [["old", [{"specialist": "s", "instead": ["new"]}]]]
    assert found["request"]["displacement"] == {"moves": [["old", "s"]], "displaces": ["new"], "proven": True}
    assert found["specialist"][0]["opens"] == [[4, 1]]
    assert [price["role"] for price in found["prices"]] == ["data-engineer"]


def test_who_is_unknown_or_already_served_has_no_explanation(
    problem: Path, plan: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert dejiro("explain", problem, plan, "new") == 2
    assert capfd.readouterr().err.startswith("ID: ")


def test_a_plan_of_another_problem_is_bad_input(problem: Path, plan: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = plan.read_text("utf-8")
    for wrong in ('"far"', '"nothing"'):
        plan.write_text(text.replace('"new"', wrong, 1), encoding="utf-8")
        assert dejiro("explain", problem, plan) == 2
    assert "$.assignments" in capfd.readouterr().err


def test_plans_and_budgets_of_changes_are_set_side_by_side(
    problem: Path, plan: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert dejiro("compare", problem, plan, "--changes", "0,1") == 0
    rows = json.loads(capfd.readouterr().out)["plans"]

    assert [(row["plan"], row["changed"]) for row in rows[1:]] == [("max_changes 0", 0), ("max_changes 1", 1)]
    assert rows[0]["value"] == rows[2]["value"] > rows[1]["value"]
    assert rows[0]["bodies_with_nothing"] == 1


def test_progress_is_told_every_two_seconds(capfd: pytest.CaptureFixture[str]) -> None:
    line = planning._Line()
    for seconds, best in ((1.0, 50.0), (2.0, 50.0), (3.0, 60.0), (4.5, 0.0)):
        line(Progress(seconds, "value", best, 100.0))

    assert capfd.readouterr().err.splitlines() == [
        "    2 s value: 50.0 / 100.0 (100.00%)",
        "    4 s value: 0.0 / 100.0 (inf%)",
    ]
