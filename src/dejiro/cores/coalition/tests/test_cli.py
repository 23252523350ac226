import argparse
import json
from pathlib import Path

import pytest

from dejiro.cores.coalition.cli import add_arguments, run

PROBLEM = {
    "members": [
        {"id": "133078", "quantity": 40, "max_unit_price": 3100, "starts": ["2027-04"]},
        {"id": "133086", "quantity": 40, "max_unit_price": 3100, "starts": ["2027-04"]},
        {"id": "132012", "quantity": 900, "max_unit_price": 2000, "starts": ["2027-04"]},
        {"id": "132055", "quantity": 90, "max_total": 1, "starts": ["2027-07"]},
    ],
    "tiers": [{"min_quantity": 41, "unit_price": 2900}],
    "fixed_cost": 1001,
}


def dejiro(*words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args([str(word) for word in words]))


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(PROBLEM), encoding="utf-8")
    return path


def test_an_answer_is_written_and_passes_its_check(problem: Path, capfd: pytest.CaptureFixture[str]) -> None:
    answer = problem.with_name("answer.json")

    assert dejiro("solve", problem, "-o", answer) == 0
    assert dejiro("check", problem, answer) == 0
    assert capfd.readouterr().out == "回答は正しい。\n"
    assert json.loads(answer.read_bytes())["members"] == ["133078", "133086"]


def test_without_a_file_the_answer_goes_to_the_output(problem: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert dejiro("solve", problem, "--no-explanations", "--time-limit", "5") == 0
    assert json.loads(capfd.readouterr().out)["outside"] is None


def test_an_altered_answer_is_told_line_by_line(problem: Path, capfd: pytest.CaptureFixture[str]) -> None:
    answer = problem.with_name("answer.json")
    dejiro("solve", problem, "-o", answer)
    answer.write_text(answer.read_text("utf-8").replace("2900", "2800"), encoding="utf-8")

    assert dejiro("check", problem, answer) == 1
    assert capfd.readouterr().err.startswith("$.unit_price: ")


def test_the_explanation_is_told_in_sentences(problem: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert dejiro("explain", problem) == 0
    assert capfd.readouterr().out.splitlines() == [
        "2027-04 から 2 団体、単価 2,900 円、総額 233,001 円。",
        "133078: 116,501 円 (うち共通費 501 円)。単独では価格段階に届かない。",
        "133086: 116,500 円 (うち共通費 500 円)。単独では価格段階に届かない。",
        "133078 が抜けると 0 団体。ほかに外れる団体: 133086。",
        "133086 が抜けると 0 団体。ほかに外れる団体: 133078。",
        "132012: 外 (price)。max_unit_price を 2000 から 2901 にすれば入れます。",
        "132055: 外 (start)。一つの変更では入れません。",
    ]


def test_no_group_is_an_answer_too(problem: Path, capfd: pytest.CaptureFixture[str]) -> None:
    problem.write_text(json.dumps({**PROBLEM, "members": PROBLEM["members"][2:]}), encoding="utf-8")  # type: ignore[index]

    assert dejiro("explain", problem) == 0
    assert capfd.readouterr().out.startswith("始められる組はありません。\n")
    assert dejiro("solve", problem) == 0
    assert json.loads(capfd.readouterr().out)["members"] == []


def test_the_saving_against_buying_alone_is_told(problem: Path, capfd: pytest.CaptureFixture[str]) -> None:
    problem.write_text(json.dumps({**PROBLEM, "tiers": [{"min_quantity": 1, "unit_price": 2900}]}), encoding="utf-8")

    assert dejiro("explain", problem) == 0
    assert "単独より 500 円少ない" in capfd.readouterr().out


def test_one_member_is_explained_by_itself(problem: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert dejiro("explain", problem, "132012") == 0
    assert json.loads(capfd.readouterr().out)["change"] == {"max_unit_price": 2901}
    assert dejiro("explain", problem, "133078") == 0
    assert json.loads(capfd.readouterr().out)["falls_out"] == ["133086"]


def test_a_stranger_is_bad_input(problem: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert dejiro("explain", problem, "999999") == 2
    assert "999999" in capfd.readouterr().err


def test_bad_input_is_told_one_line_per_fault(problem: Path, capfd: pytest.CaptureFixture[str]) -> None:
    problem.write_text('{"members": [{"id": "a", "quantity": 0}], "tiers": []}', encoding="utf-8")

    assert dejiro("solve", problem) == 2
    assert [line.split(": ")[0] for line in capfd.readouterr().err.splitlines()] == ["$.members[0].quantity", "$.tiers"]


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert dejiro("solve", tmp_path / "none.json") == 2
    assert "none.json" in capfd.readouterr().err
