"""Plans and verdicts as JSON, observations as CSV."""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeAlias, get_args

from dejiro.cores.trial.faults import Fault, TrialError
from dejiro.cores.trial.model import Arm, Assumed, LeftOut, Observation, Outcome, Plan, Reason, Verdict

Json: TypeAlias = Any
Reader: TypeAlias = Callable[[Json], Json]
PLAN_FORMAT: Final = "dejiro-trial-plan/1"
VERDICT_FORMAT: Final = "dejiro-trial-verdict/1"
_COLUMNS: Final = ("unit", "arm", "day", "recorded", "value")


def plan_to_json(plan: Plan) -> str:
    """The plan as one JSON document, always the same for equal plans; ends in a line feed."""
    return _text({"format": PLAN_FORMAT, **_plain(asdict(plan))})


def digest(plan: Plan) -> str:
    """SHA-256 of the plan's JSON in hexadecimal: published at registration, it lets no later change go unnoticed."""
    return hashlib.sha256(plan_to_json(plan).encode()).hexdigest()


def plan_from_json(text: str | bytes) -> Plan:
    """Read a plan.

    Raises:
        TrialError: with the JSON path of what is wrong.
    """
    raw, faults = _document(text, PLAN_FORMAT), list[Fault]()
    values = _fields(raw, "$", _PLAN, faults)
    assumed = _fields(values.get("assumed", {}), "$.assumed", _ASSUMED, faults)
    if faults:
        raise TrialError(faults)
    return Plan(**{**values, "assumed": Assumed(**assumed)})


def verdict_to_json(verdict: Verdict) -> str:
    """The verdict as one JSON document; figures to twelve significant digits; ends in a line feed."""
    return _text({"format": VERDICT_FORMAT, **_plain(asdict(verdict)), "left_out": asdict(verdict.left_out)})


def verdict_from_json(text: str | bytes) -> Verdict:
    """Read a verdict.

    Raises:
        TrialError: with the JSON path of what is wrong.
    """
    raw, faults = _document(text, VERDICT_FORMAT), list[Fault]()
    values = _fields(raw, "$", _VERDICT, faults)
    left_out = _fields(values.get("left_out", {}), "$.left_out", _LEFT_OUT, faults)
    if faults:
        raise TrialError(faults)
    return Verdict(**{**values, "left_out": LeftOut(**left_out)})


def read_observations(path: Path) -> tuple[Observation, ...]:
    """Read a CSV file (UTF-8) with the columns unit, arm, day, recorded, value and, for shares, of.

    An empty value is a missing one. Line n of the file, the header being 1, becomes entry n - 2.

    Raises:
        TrialError: with line and column of what is wrong.
    """
    faults: list[Fault] = []
    try:
        rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise TrialError([Fault(path.name, f"CSVとして読めません: {error}", "UTF-8のCSV")]) from error
    heads = [head.strip() for head in rows[0]] if rows else []
    lost = [name for name in _COLUMNS if name not in heads]
    if lost:
        raise TrialError([Fault("1行目", f"列がありません: {'、'.join(lost)}", "、".join(_COLUMNS))])
    found = tuple(
        _observation(dict(zip(heads, cells, strict=False)), at, faults) for at, cells in enumerate(rows[1:], 2)
    )
    faults.extend(
        Fault(f"{at}行目", f"セルが{len(cells)}個あります", f"見出しと同じ{len(heads)}個")
        for at, cells in enumerate(rows[1:], 2)
        if len(cells) != len(heads)
    )
    if faults:
        raise TrialError(faults)
    return found


def _observation(cells: Mapping[str, str], at: int, faults: list[Fault]) -> Observation:
    def read(name: str, reader: Reader, otherwise: Json) -> Json:
        try:
            return reader(cells[name].strip()) if name in cells else otherwise
        except ValueError as error:
            faults.append(Fault(f"{at}行目 {name}", f"読めません: {cells[name][:40]!r}", str(error)))
            return otherwise

    return Observation(
        read("unit", _words, ""),
        read("arm", _one_of(get_args(Arm)), "pilot"),
        read("day", _day, date.min),
        read("recorded", _day, date.max),
        read("value", lambda text: None if not text else _decimal(text), None),
        read("of", lambda text: _count(int(text)) if text.isascii() and text.isdigit() else _count(None), 1),
    )


def _document(text: str | bytes, form: str) -> Mapping[str, Json]:
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TrialError([Fault("$", "JSONとして読めません", form)]) from error
    if not isinstance(raw, dict) or raw.get("format") != form:
        raise TrialError([Fault("$.format", "形式が違います", form)])
    return {key: value for key, value in raw.items() if key != "format"}


def _fields(raw: Mapping[str, Json], path: str, readers: Mapping[str, Reader], faults: list[Fault]) -> dict[str, Json]:
    """Each field read; unknown and missing ones are faults, but one with a default may be missing."""
    faults.extend(Fault(f"{path}.{key}", "知らない項目です", "、".join(readers)) for key in sorted({*raw} - {*readers}))
    found = {}
    for key, reader in readers.items():
        if key not in raw and reader in _MAY_LACK:
            continue
        try:
            found[key] = reader(raw.get(key))
        except ValueError as error:
            shown = json.dumps(raw.get(key), ensure_ascii=False)[:40] if key in raw else "ありません"
            faults.append(Fault(f"{path}.{key}", f"読めません: {shown}", str(error)))
    return found


def _words(value: Json) -> str:
    if isinstance(value, str) and value.strip():
        return value
    raise ValueError("空でない文字列")


def _number(value: Json) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    raise ValueError("数")


def _decimal(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError("数。ないときは空") from None


def _count(value: Json) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise ValueError("0以上の整数")


def _day(value: Json) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("年-月-日（例 2026-04-01）") from None


def _some(value: Json) -> Mapping[str, Json]:
    if isinstance(value, dict):
        return value
    raise ValueError("オブジェクト")


def _one_of(values: Sequence[str]) -> Reader:
    def read(value: Json) -> Json:
        if value in values:
            return value
        raise ValueError("、".join(values))

    return read


def _or_none(reader: Reader) -> Reader:
    return lambda value: None if value is None else reader(value)


_MAYBE_NUMBER: Final = _or_none(_number)
_MAYBE_DAY: Final = _or_none(_day)
_MAYBE_WORDS: Final = _or_none(_words)


def _share(value: Json) -> float:
    return _number(value)


_MAY_LACK: Final = (_MAYBE_NUMBER, _MAYBE_DAY, _MAYBE_WORDS, _share)
_PLAN: Final[dict[str, Reader]] = {
    "metric": _words,
    "design": _words,
    "better": _words,
    "adopt_above": _number,
    "worthwhile": _number,
    "registered": _day,
    "start": _day,
    "end": _day,
    "due": _day,
    "size": _count,
    "assumed": _some,
    "compare_from": _MAYBE_DAY,
    "step": _MAYBE_WORDS,
    "confidence": _share,
    "most_missing": _share,
}
_ASSUMED: Final[dict[str, Reader]] = {
    "expected": _number,
    "base": _MAYBE_NUMBER,
    "spread": _MAYBE_NUMBER,
    "correlation": _share,
}
_VERDICT: Final[dict[str, Reader]] = {
    "plan": _words,
    "outcome": _one_of(get_args(Outcome)),
    "reason": _one_of(get_args(Reason)),
    "judged": _day,
    "estimate": _or_none(_number),
    "low": _or_none(_number),
    "high": _or_none(_number),
    "pilot": _count,
    "comparison": _count,
    "missing": _number,
    "correlation": _or_none(_number),
    "left_out": _some,
}
_LEFT_OUT: Final[dict[str, Reader]] = dict.fromkeys(("before_registration", "outside", "late", "missing"), _count)
_COUNTS: Final = {"size", "pilot", "comparison"}


def _plain(values: Mapping[str, Json]) -> dict[str, Json]:
    """What JSON can hold; a float field is written the same whether it holds 1 or 1.0."""
    return {key: _plain_value(value, whole=key in _COUNTS) for key, value in values.items()}


def _plain_value(value: Json, *, whole: bool) -> Json:
    if isinstance(value, dict):
        return _plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and not whole:
        return float(f"{value:.12g}") + 0.0
    return value


def _text(document: Mapping[str, Json]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
