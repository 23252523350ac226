import argparse
import json
from pathlib import Path

import pytest

from dejiro.cores.allocation.cli import add_arguments, run
from dejiro.cores.allocation.io import plan_to_json, problem_to_json
from dejiro.cores.allocation.tests.test_allocation_check import PLAN, PROBLEM


def dejiro(*words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args([str(word) for word in words]))


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(problem_to_json(PROBLEM)), encoding="utf-8")
    return path


def test_shares_are_written_and_pass_their_verification(problem: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shares = problem.with_name("shares.json")

    assert dejiro("shares", problem, "-o", shares) == 0
    assert dejiro("verify", problem, shares) == 0
    assert capfd.readouterr().out == "持ち分は正しい。\n"


def test_altered_shares_are_refused_line_by_line(problem: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert dejiro("shares", problem) == 0
    document = json.loads(capfd.readouterr().out)
    document["bodies"][0]["fair_share"] += 1
    document["bodies"][1]["fair_share"] -= 1
    shares = problem.with_name("shares.json")
    shares.write_text(json.dumps(document), encoding="utf-8")

    assert dejiro("verify", problem, shares) == 1
    assert len(capfd.readouterr().err.splitlines()) == 2


def test_a_plan_is_checked(problem: Path, capfd: pytest.CaptureFixture[str]) -> None:
    plan = problem.with_name("plan.json")
    plan.write_text(json.dumps(plan_to_json(PLAN)), encoding="utf-8")
    assert dejiro("check", problem, plan) == 0
    assert capfd.readouterr().out == "計画は正しい。\n"
    plan.write_text(json.dumps({**plan_to_json(PLAN), "kept": 2}), encoding="utf-8")
    assert dejiro("check", problem, plan) == 1
    assert capfd.readouterr().err.startswith("$.kept: ")


def test_bad_input_is_told_one_line_per_fault(problem: Path, capfd: pytest.CaptureFixture[str]) -> None:
    document = problem_to_json(PROBLEM)
    document["pinned"] = [["s2", "r1"]]
    problem.write_text(json.dumps({**document, "fairness": "", "color": 1}), encoding="utf-8")
    assert dejiro("shares", problem) == 2
    lines = capfd.readouterr().err.splitlines()
    assert [line.split(": ")[0] for line in lines] == ["$.color", "$.fairness"]
    problem.write_text(json.dumps(document), encoding="utf-8")
    assert dejiro("shares", problem) == 2
    assert capfd.readouterr().err.startswith("$.pinned[0]: 候補ではありません")


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert dejiro("shares", tmp_path / "none.json") == 2
    assert "none.json" in capfd.readouterr().err
