import argparse
import json
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from dejiro.cores.trial.cli import add_arguments, run
from dejiro.cores.trial.faults import Fault, TrialError
from dejiro.cores.trial.io import (
    digest,
    plan_from_json,
    plan_to_json,
    read_observations,
    verdict_from_json,
    verdict_to_json,
)
from dejiro.cores.trial.judge import judge
from dejiro.cores.trial.model import Assumed, Design, Observation, Plan
from dejiro.cores.trial.tests.cases import AFTER, CHANGES, DUE, MEANS, PLANS, SERIES, SHARES, START, data


def dejiro(*words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args([str(word) for word in words]))


def csv_of(lines: list[Observation]) -> str:
    rows = (
        f"{one.unit},{one.arm},{one.day},{one.recorded},{'' if one.value is None else one.value},{one.of}"
        for one in lines
    )
    return "\n".join(["unit,arm,day,recorded,value,of", *rows]) + "\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_text(plan_to_json(SHARES), encoding="utf-8")
    return path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "data.csv"
    path.write_text(csv_of(data("proportions", 0.3)), encoding="utf-8")
    return path


@pytest.mark.parametrize("design", list(PLANS))
def test_plans_and_verdicts_come_back_and_follow_their_schemas(design: Design) -> None:
    own = PLANS[design]
    verdict = judge(own, data(design, 0.1), on=AFTER)
    again = verdict_from_json(verdict_to_json(verdict))

    assert plan_from_json(plan_to_json(own)) == own
    assert verdict_to_json(again) == verdict_to_json(verdict)
    for name, text in (("plan", plan_to_json(own)), ("verdict", verdict_to_json(verdict))):
        schema = files("dejiro.cores.trial").joinpath(f"{name}.schema.json").read_text("utf-8")
        jsonschema_rs.validate(json.loads(schema), json.loads(text))


def test_equal_plans_have_one_digest_and_others_another() -> None:
    assert digest(SHARES) == digest(replace(SHARES, adopt_above=0.0))
    assert digest(SHARES) != digest(replace(SHARES, worthwhile=0.09))


def test_what_has_a_default_may_be_left_out_of_a_plan() -> None:
    raw = json.loads(plan_to_json(SHARES))
    for name in ("compare_from", "step", "confidence", "most_missing"):
        del raw[name]
    del raw["assumed"]["spread"], raw["assumed"]["correlation"]

    assert plan_from_json(json.dumps(raw)) == SHARES


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"format": "x"}, "$.format: 形式が違います"),
        ({"metric": ""}, "$.metric: 読めません"),
        ({"size": 2.5}, "$.size: 読めません: 2.5 → 0以上の整数"),
        ({"size": True}, "$.size: 読めません: true"),
        ({"start": "5月"}, '$.start: 読めません: "5月" → 年-月-日'),
        ({"start": 5}, "$.start: 読めません: 5"),
        ({"worthwhile": "0.1"}, '$.worthwhile: 読めません: "0.1" → 数'),
        ({"assumed": 3}, "$.assumed: 読めません: 3 → オブジェクト"),
        ({"assumed": {"expected": 1, "odd": 2}}, "$.assumed.odd: 知らない項目です"),
        ({"odd": 1}, "$.odd: 知らない項目です"),
    ],
)
def test_a_plan_that_cannot_be_read_is_refused_with_its_place(change: dict[str, Any], told: str) -> None:
    with pytest.raises(TrialError) as raised:
        plan_from_json(json.dumps(json.loads(plan_to_json(SHARES)) | change))

    assert told in str(raised.value)


@pytest.mark.parametrize("text", ["{", "[]", b"\xff"])
def test_what_is_no_document_is_refused(text: str | bytes) -> None:
    with pytest.raises(TrialError, match=r"\$"):
        plan_from_json(text)
    with pytest.raises(TrialError, match=r"\$"):
        verdict_from_json(text)


def test_a_verdict_that_lacks_something_is_refused() -> None:
    raw = json.loads(verdict_to_json(judge(SHARES, [], on=AFTER)))
    del raw["outcome"], raw["left_out"]["late"]

    with pytest.raises(TrialError) as raised:
        verdict_from_json(json.dumps(raw))

    assert "$.outcome: 読めません: ありません → adopt、stop、inconclusive" in str(raised.value)
    assert "$.left_out.late" in str(raised.value)


@pytest.mark.parametrize(
    ("plan", "changes", "told"),
    [
        (SHARES, {"metric": " "}, "$.metric: 空です"),
        (SHARES, {"design": "x"}, "$.design: 知らない値です"),
        (SHARES, {"better": "x"}, "$.better: 知らない値です"),
        (SHARES, {"step": "day"}, "$.step: 合いません"),
        (SERIES, {"step": None}, "$.step: 合いません"),
        (SERIES, {"step": "year"}, "$.step: 合いません"),
        (SHARES, {"adopt_above": -1}, "$.adopt_above: 範囲外です"),
        (SHARES, {"worthwhile": 0}, "$.worthwhile: 範囲外です"),
        (SHARES, {"adopt_above": 0.2}, "$.worthwhile: 範囲外です"),
        (SHARES, {"size": 1}, "$.size: 少なすぎます: 1 → 2以上"),
        (SHARES, {"confidence": 0.4}, "$.confidence: 範囲外です"),
        (SHARES, {"most_missing": 1}, "$.most_missing: 範囲外です"),
        (SHARES, {"registered": AFTER}, "$.start: registeredより前です"),
        (SHARES, {"end": date(2026, 4, 30)}, "$.end: startより前です"),
        (SHARES, {"due": START}, "$.due: endより前です"),
        (SHARES, {"compare_from": START}, "$.compare_from: 合いません"),
        (CHANGES, {"compare_from": None}, "$.compare_from: 合いません"),
        (CHANGES, {"compare_from": START}, "$.compare_from: 開始より前ではありません"),
        (SERIES, {"start": date(2026, 5, 2)}, "$.start: 月の初めではありません"),
        (SERIES, {"compare_from": date(2025, 12, 1)}, "$.compare_from: 開始前の期間が5しか"),
        (SERIES, {"size": 13}, "$.size: 日程では12期間です: 13"),
        (SHARES, {"assumed": Assumed(0, base=0.5)}, "$.assumed.expected: 範囲外です"),
        (SHARES, {"assumed": Assumed(0.1, spread=1)}, "$.assumed: baseとspread"),
        (SHARES, {"assumed": Assumed(0.1, base=0.95)}, "$.assumed.base: 割合になりません"),
        (MEANS, {"assumed": Assumed(1, spread=0)}, "$.assumed.spread: 範囲外です"),
        (MEANS, {"assumed": Assumed(1, spread=1, correlation=1)}, "$.assumed.correlation: 範囲外です"),
    ],
)
def test_a_plan_that_does_not_fit_together_is_refused(plan: Plan, changes: dict[str, Any], told: str) -> None:
    with pytest.raises(TrialError) as raised:
        replace(plan, **changes)

    assert told in str(raised.value)


def test_a_long_list_of_faults_ends_with_their_number() -> None:
    error = TrialError(Fault(f"$.{at}", "だめ", "よい") for at in range(25))

    assert (len(error.faults), str(error).splitlines()[-1]) == (20, "ほかに5件")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1行目: 列がありません: unit、arm、day、recorded、value"),
        ("unit,arm,day,recorded,value\n,pilot,2026-05-01,2026-05-02,1\n", "2行目 unit: 読めません: ''"),
        (
            "unit,arm,day,recorded,value\na,both,2026-05-01,2026-05-02,1\n",
            "2行目 arm: 読めません: 'both' → pilot、comparison",
        ),
        ("unit,arm,day,recorded,value\na,pilot,1日,2026-05-02,1\n", "2行目 day: 読めません: '1日'"),
        (
            "unit,arm,day,recorded,value\na,pilot,2026-05-01,2026-05-02,多い\n",
            "2行目 value: 読めません: '多い' → 数。ないときは空",
        ),
        (
            "unit,arm,day,recorded,value,of\na,pilot,2026-05-01,2026-05-02,1,x\n",
            "2行目 of: 読めません: 'x' → 0以上の整数",
        ),
        ("unit,arm,day,recorded,value\na,pilot,2026-05-01,2026-05-02,1,9\n", "2行目: セルが6個あります"),
        ("unit,arm,day,recorded,value\n\n", "2行目: セルが0個あります"),
        (b"\xff\xfe", "data.csv: CSVとして読めません"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_place(text: str | bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())

    with pytest.raises(TrialError) as raised:
        read_observations(path)

    assert told in str(raised.value)


def test_an_empty_value_is_a_missing_one(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(
        "unit,arm,day,recorded,value\na,pilot,2026-05-01,2026-05-02,\n", encoding="utf-8-sig"
    )

    assert read_observations(tmp_path / "d.csv") == (Observation("a", "pilot", START, date(2026, 5, 2), None),)


def test_a_plan_is_told_its_power(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dejiro("power", plan) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["size"], told["size_for_80"], told["plan"]) == (200, 388, digest(SHARES))
    assert told["power"] == told["power_at_worthwhile"] == pytest.approx(0.52, abs=0.01)


def test_a_verdict_can_be_checked_from_plan_and_data(
    plan: Path, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    verdict = tmp_path / "verdict.json"

    assert dejiro("judge", plan, table, "--on", str(AFTER), "-o", verdict) == 0
    assert json.loads(verdict.read_bytes())["outcome"] == "adopt"
    assert dejiro("check", plan, table, verdict) == 0
    assert "同じです" in capsys.readouterr().out


def test_an_altered_verdict_is_found_out(
    plan: Path, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    altered = replace(judge(SHARES, data("proportions", 0.3), on=AFTER), outcome="stop")
    (tmp_path / "v.json").write_text(verdict_to_json(altered), encoding="utf-8")

    assert dejiro("check", plan, table, tmp_path / "v.json") == 1

    told = capsys.readouterr().err
    assert "stop → adopt" in told
    assert "一字一句同じではありません" in told


def test_without_a_day_the_judgement_is_of_today(plan: Path, table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert dejiro("judge", plan, table) == 0

    told = json.loads(capsys.readouterr().out)
    today = date.today()  # noqa: DTZ011 - as the command takes it
    assert told["judged"] == str(today)
    assert (told["reason"] == "not_over") == (today <= DUE)


def test_bad_input_is_told_by_line(plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "d.csv").write_text("unit,arm,day,recorded,value\na,pilot,2026-05-01,2026-05-02,3\n", encoding="utf-8")

    assert dejiro("judge", plan, tmp_path / "d.csv") == 2
    assert dejiro("judge", plan, tmp_path / "none.csv") == 2
    told = capsys.readouterr().err
    assert told.startswith("2行目 value: 成功の数になりません: 3")
    assert "none.csv" in told


def test_a_wrong_day_is_refused(plan: Path, table: Path) -> None:
    with pytest.raises(SystemExit):
        dejiro("judge", plan, table, "--on", "明日")
