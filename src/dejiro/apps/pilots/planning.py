"""The bridge to the core: what a pilot says becomes a plan, its lines observations, and back comes the verdict."""

import csv
import hashlib
import io as io_text
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, get_args

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from dejiro.apps.pilots.models import Observation, Pilot
from dejiro.apps.pilots.terms import PilotTerms
from dejiro.cores.trial import io, judge, model, power
from dejiro.cores.trial.check import check
from dejiro.cores.trial.faults import Fault, TrialError
from dejiro.foundation.errors import Refusal

ENOUGH: Final = 0.8
FIELDS: Final[dict[str, str | Promise]] = {
    "metric": gettext_lazy("測るものを書いてください。"),
    "adopt_above": gettext_lazy("採用の線は、0以上の数にしてください。"),
    "worthwhile": gettext_lazy("意味のある最小の効果は、0より大きく、採用の線以上の数にしてください。"),
    "start": gettext_lazy("始まりは、登録の日（今日）以後の日にしてください。月ごとに数えるときは、月の1日にします。"),
    "end": gettext_lazy("終わりは、始まり以後の日にしてください。"),
    "due": gettext_lazy("データの締切は、終わり以後の日にしてください。"),
    "compare_from": gettext_lazy(
        "「比べ始める日」は、前後を比べるときだけ、始まりより前の日を入れます。分割時系列では、始まりより前に8期間以上が要ります。"
    ),
    "step": gettext_lazy("区切りは、分割時系列のときだけ選びます。"),
    "size": gettext_lazy(
        "数が合いません。2つの組では2以上、分割時系列では始まりから終わりまでの期間の数（8以上）にしてください。"
    ),
    "expected": gettext_lazy("見込む効果は、採用の線より大きい数にしてください。"),
    "base": gettext_lazy(
        "割合のときは、0と1の間の数を入れます（効果を足しても0と1の間）。ほかの比べ方では空にします。"
    ),
    "spread": gettext_lazy("ばらつきは、割合でないときに、0より大きい数を入れます。割合のときは空にします。"),
    "correlation": gettext_lazy("相関は、0以上1未満の数にしてください。"),
}
DESIGNS: Final[Mapping[str, model.Design]] = {name: name for name in get_args(model.Design)}
WAYS: Final[Mapping[str, model.Better]] = {name: name for name in get_args(model.Better)}
STEPS: Final[Mapping[str, model.Step]] = {name: name for name in get_args(model.Step)}
ARMS: Final[Mapping[str, model.Arm]] = {name: name for name in get_args(model.Arm)}
Plan = model.Plan
Verdict = model.Verdict


@dataclass(frozen=True)
class Strength:
    """How much the planned number can show: chances between 0 and 1, sizes for each arm, the effect in the unit."""

    power: float
    size_for_80: int | None
    detectable: float | None

    @property
    def percent(self) -> int:
        """The power in whole per cent, never rounded up."""
        return int(100 * self.power)

    @property
    def enough(self) -> bool:
        """True when an effect as hoped ends in adoption at least four times in five."""
        return self.power >= ENOUGH


def plan_of(terms: PilotTerms | Pilot, registered: date) -> Plan:
    """Return the plan that these terms make, registered on a day.

    Raises:
        Refusal: at the first field that does not fit, saying how it would.
    """
    try:
        return Plan(
            metric=f"{terms.metric}（{terms.unit}）",
            design=DESIGNS[terms.design],
            better=WAYS[terms.better],
            adopt_above=terms.adopt_above,
            worthwhile=terms.worthwhile,
            registered=registered,
            start=terms.start,
            end=terms.end,
            due=terms.due,
            size=terms.size,
            assumed=model.Assumed(terms.expected, terms.base, terms.spread, terms.correlation),
            compare_from=terms.compare_from,
            step=STEPS.get(terms.step),
        )
    except TrialError as error:
        raise refusal_of(error.faults[0]) from error


def refusal_of(fault: Fault) -> Refusal:
    """Return the core's fault as a sentence at the form's field."""
    field = fault.where.removeprefix("$.").removeprefix("assumed.")
    field = "base" if field == "assumed" else field
    message = FIELDS.get(field)
    return Refusal(str(message or fault), code="plan", field=field if message else None)


def strength_of(plan: Plan) -> Strength:
    """Return what the planned number can show."""
    return Strength(power.power(plan), power.size_for(plan), power.detectable(plan))


def document_of(plan: Plan) -> tuple[str, str]:
    """Return the plan as JSON and its digest."""
    return io.plan_to_json(plan), io.digest(plan)


def registered_plan(pilot: Pilot) -> Plan:
    """Return the plan that was registered."""
    return io.plan_from_json(pilot.plan_document)


def observations_of(rows: Iterable[Observation]) -> tuple[model.Observation, ...]:
    """Return the lines as the core takes them."""
    return tuple(
        model.Observation(row.unit, ARMS[row.arm], row.day, row.recorded, row.value, row.tries) for row in rows
    )


def verdict_for(pilot: Pilot, rows: Sequence[Observation], on: date) -> Verdict:
    """Apply the registered rule to the lines.

    Raises:
        Refusal: if the lines cannot be judged.
    """
    try:
        return judge.judge(registered_plan(pilot), observations_of(rows), on=on)
    except TrialError as error:
        raise Refusal(str(error), code="data") from error


def verdict_text(verdict: Verdict) -> str:
    """Return the verdict as the checker reads it."""
    return io.verdict_to_json(verdict)


def verdict_read(text: str) -> Verdict:
    """Return a published verdict."""
    return io.verdict_from_json(text)


def verdict_faults(pilot: Pilot, rows: Sequence[Observation], verdict: Verdict) -> list[str]:
    """Return what the independent checker finds wrong with a verdict; nothing in a right one."""
    return list(check(registered_plan(pilot), observations_of(rows), verdict))


def data_text(rows: Iterable[Observation]) -> str:
    """Return the lines as the CSV file that the checker reads; the same lines give the same bytes."""
    buffer = io_text.StringIO(newline="")
    table = csv.writer(buffer, lineterminator="\n")
    table.writerow(("unit", "arm", "day", "recorded", "value", "of"))
    table.writerows((row.unit, row.arm, row.day, row.recorded, _figure(row.value), row.tries) for row in rows)
    return buffer.getvalue()


def parsed(document: str) -> dict[str, Any]:
    """Return a stored document as JSON."""
    return dict(json.loads(document))


def digest_of(text: str) -> str:
    """Return SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _figure(value: float | None) -> str:
    return "" if value is None else repr(value)
