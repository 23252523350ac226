"""Data come in by a form or a file, and are corrected with a reason; nothing is overwritten."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.pilots import access, planning
from dejiro.apps.pilots.models import Observation, Pilot
from dejiro.apps.pilots.services import common
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import Refusal
from dejiro.foundation.exchange import CellFault, TableFault
from dejiro.foundation.ledger.services import Recorded, record, subject_of
from dejiro.ui.formats import jdate

HEADINGS: Final[Mapping[str, str | Promise]] = {
    "unit": gettext_lazy("対象"),
    "arm": gettext_lazy("組"),
    "day": gettext_lazy("対象の日"),
    "value": gettext_lazy("値"),
    "tries": gettext_lazy("件数"),
}
MOST: Final = 100_000


@dataclass(frozen=True)
class Line:
    """A line as it is handed in; `number` is its row in a sheet, 0 in a form."""

    unit: str
    arm: str
    day: date
    value: float | None
    tries: int = 1
    number: int = 0


@transaction.atomic
def observations_add(*, actor: Actor, pilot: Pilot, lines: Sequence[Line]) -> int:
    """Add lines of data, all or none; return how many of them came after the due day and will not count.

    Raises:
        NotYours: unless the body or, where the plan says so, the company enters data.
        TableFault: with every line that cannot be taken.
    """
    common.insist(access.enters(actor, pilot), _("データを入れられるのは、実施する団体と、計画で認めた企業だけです。"))
    pilot = Pilot.objects.select_for_update(of=("self",)).get(pk=pilot.pk)
    common.insist_status(pilot, Pilot.Status.REGISTERED)
    current = pilot.observations.filter(superseded_at=None)
    faults = _faults(pilot, lines, dict(current.values_list("unit", "arm")), set(current.values_list("unit", "day")))
    if faults:
        raise TableFault(faults)
    if current.count() + len(lines) > MOST:
        raise Refusal(
            _("1つの実証に入れられるのは10万行までです。まとめた値にしてください。"), code="most", field="file"
        )
    today, user = clock.today(), user_of(actor)
    rows = [
        Observation(
            pilot=pilot,
            unit=one.unit,
            arm=one.arm,
            day=one.day,
            value=one.value,
            tries=one.tries,
            recorded=today,
            by=user,
        )
        for one in lines
    ]
    Observation.objects.bulk_create(rows, batch_size=500)
    digest = planning.digest_of(planning.data_text(rows))
    facts: dict[str, Recorded] = {"lines": len(rows), "digest": digest}
    record(actor=actor, action="pilots.data.add", subject=subject_of(pilot), data=facts)
    return len(rows) if today > planning.registered_plan(pilot).due else 0


@transaction.atomic
def observation_correct(*, actor: Actor, row: Observation, value: float | None, tries: int, reason: str) -> Observation:
    """Put another value in a line's place; the old one stays in the file of corrections.

    The corrected line counts as recorded today: after the due day it is late, and said to be.

    Raises:
        Refusal: without a reason, when the verdict is published, or if the value cannot be.
    """
    pilot = row.pilot
    common.insist(access.enters(actor, pilot), _("データを直せるのは、実施する団体と、計画で認めた企業だけです。"))
    pilot = Pilot.objects.select_for_update(of=("self",)).get(pk=pilot.pk)
    common.insist_status(pilot, Pilot.Status.REGISTERED)
    common.insist_words(reason, "reason", _("訂正の理由を書いてください。"))
    line = Line(row.unit, row.arm, row.day, value, tries)
    if fault := value_fault(pilot, line):
        raise Refusal(fault[1], code="value", field=fault[0])
    if not Observation.objects.filter(pk=row.pk, superseded_at=None).update(
        superseded_at=clock.now(), correction=reason
    ):
        raise Refusal(_("この行は、すでに訂正されています。"), code="corrected")
    made = Observation.objects.create(
        pilot=pilot,
        unit=row.unit,
        arm=row.arm,
        day=row.day,
        value=value,
        tries=tries,
        recorded=clock.today(),
        by=user_of(actor),
    )
    facts: dict[str, Recorded] = {"line": row.pk, "by": made.pk, "reason": reason}
    record(actor=actor, action="pilots.data.correct", subject=subject_of(pilot), data=facts)
    return made


def _faults(pilot: Pilot, lines: Sequence[Line], arms: dict[str, str], seen: set[tuple[str, date]]) -> list[CellFault]:
    found = []
    for line in lines:
        if fault := day_fault(pilot, line) or _place_fault(line, arms, seen) or value_fault(pilot, line):
            found.append(CellFault(line.number, str(HEADINGS[fault[0]]), fault[1]))
        arms.setdefault(line.unit, line.arm)
        seen.add((line.unit, line.day))
    return found


def _place_fault(line: Line, arms: Mapping[str, str], seen: set[tuple[str, date]]) -> tuple[str, str] | None:
    if (line.unit, line.day) in seen:
        return "day", _("「%(unit)s」のこの日の行は、すでにあります。値を直すときは「訂正」を使ってください。") % {
            "unit": line.unit
        }
    if arms.get(line.unit, line.arm) != line.arm:
        return "arm", _("「%(unit)s」は、これまで別の組に入っています。途中で組は変えられません。") % {
            "unit": line.unit
        }
    return None


def day_fault(pilot: Pilot, line: Line) -> tuple[str, str] | None:
    """Return why a line's day cannot be, with its field; None when it can."""
    plan = planning.registered_plan(pilot)
    if line.day > clock.today():
        return "day", _("まだ来ていない日です。")
    if line.day > plan.end:
        return "day", _("実証の終わり（%(end)s）より後の日です。結果に入れられません。") % {"end": jdate(plan.end)}
    if line.day >= plan.start:
        return None
    if plan.compare_from is None:
        return "day", _(
            "実証の始まり（%(start)s）より前の日です。登録の前の結果は、効果のデータにできません。計画の「いまの値」として示してください。"
        ) % {"start": jdate(plan.start)}
    if line.day < plan.compare_from:
        return "day", _("計画した「比べ始める日」（%(first)s）より前の日です。") % {"first": jdate(plan.compare_from)}
    return None


def value_fault(pilot: Pilot, line: Line) -> tuple[str, str] | None:
    """Return why a line's value or arm cannot be, with its field; None when it can."""
    if pilot.design == Pilot.Design.SERIES and line.arm != Observation.Arm.PILOT:
        return "arm", _("1つの系列の前後を比べる計画です。組は「実証あり」だけです。")
    if line.value is not None and not math.isfinite(line.value):
        return "value", _("数ではありません。")
    if not pilot.is_shares:
        return None if line.tries == 1 else ("tries", _("割合ではない計画です。件数は空か1にしてください。"))
    if line.tries < 1:
        return "tries", _("件数は1以上にしてください。")
    if line.value is not None and not (0 <= line.value <= line.tries and line.value == int(line.value)):
        return "value", _("値は、件数のうち成功した数です。0から%(tries)dまでの整数にしてください。") % {
            "tries": line.tries
        }
    return None
