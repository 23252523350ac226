"""Writes: the table of bodies, mergers, units, companies, and the rules of an area."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final, TypeAlias

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from dejiro.foundation import clock
from dejiro.foundation.errors import Refusal
from dejiro.foundation.ledger.services import LedgerActor, Recorded, record, subject_of
from dejiro.foundation.organizations.changes import BodyChange, Changes, compare
from dejiro.foundation.organizations.codes import is_corporate_number
from dejiro.foundation.organizations.models import Organization, Rule
from dejiro.foundation.organizations.rules import DEFAULTS
from dejiro.foundation.organizations.tables import BodyRow, read_bodies

# The first table's codes hold at least since its figures' day; most bodies are older than that.
TABLE_DAY: Final = date(2022, 1, 1)
Facts: TypeAlias = dict[str, Recorded]
GOVERNMENTS: Final = (Organization.Kind.PREFECTURE, Organization.Kind.MUNICIPALITY)


def bodies_load(
    *, actor: LedgerActor, path: Path | None = None, areas: Sequence[str] | None = None, rehearse: bool = False
) -> Changes:
    """Make the prefectures and municipalities those of the table: all or nothing, and nothing when nothing differs.

    A body that the table no longer has is closed today and its history stays; tell mergers with `organization_merge`
    before, so that the successor is known. Bodies of other kinds are left alone.

    Args:
        actor: for the ledger.
        path: table of municipalities; None takes the project's own.
        areas: six-digit codes of the prefectures to load; None loads all.
        rehearse: only work out the changes.

    Returns:
        What was (or would be) changed.

    Raises:
        BodyTableFault: if the table has faults; every one is named by row and column.
    """
    table = read_bodies(path, areas)
    codes = {row.code for row in table.rows if row.kind == Organization.Kind.PREFECTURE}
    with transaction.atomic():
        current = [body for body in _governments_in_force() if (body.area.code if body.area else body.code) in codes]
        changes = compare(current, table.rows, table.digest)
        if changes and not rehearse:
            _write(changes, {body.code: body for body in current}, {row.code: row for row in table.rows})
            _record(changes, actor, sorted(codes))
    return changes


def organization_merge(
    *, actor: LedgerActor, predecessors: Iterable[Organization], successor: Organization, on: date
) -> None:
    """Close municipalities that merge into another, from a day on; their codes, records and people's history stay.

    Args:
        actor: for the ledger.
        predecessors: the bodies that end; the successor may be one that goes on (編入) or a new one (新設).
        successor: the body that takes over, in force on that day.
        on: the first day on which the predecessors are no more.

    Raises:
        Refusal: if a body is closed already, merges into itself, or the days do not fit.
    """
    bodies = sorted(predecessors, key=lambda body: body.pk)
    with transaction.atomic():
        rows = {
            body.pk: body
            for body in Organization.objects.select_for_update().filter(pk__in=[successor.pk, *_keys(bodies)])
        }
        for body in bodies:
            _check_merger(rows[body.pk], rows[successor.pk], on)
            Organization.objects.filter(pk=body.pk).update(valid_to=on, successor=successor)
            body.valid_to, body.successor = on, successor
            data = {"code": body.code, "successor": successor.code, "on": on.isoformat()}
            record(actor=actor, action="organizations.body.merge", subject=subject_of(body), data=data)


def organization_add(  # companies and groups are not in the table
    *, actor: LedgerActor, kind: Organization.Kind, code: str, name: str, area: Organization, kana: str = ""
) -> Organization:
    """Add a company, resident group or platform body, from today on.

    Raises:
        Refusal: if the number's check digit is wrong, the number is taken, or the kind comes with the table of bodies.
    """
    if kind in GOVERNMENTS:
        raise Refusal(_("都道府県と区市町村は、団体の表から取り込みます。"), code="organization.kind", field="kind")
    if not is_corporate_number(code):
        message = _("法人番号は13桁の数字です。検査数字（先頭の1桁）が合いません。番号を確かめてください。")
        raise Refusal(message, code="organization.code", field="code")
    with transaction.atomic():
        if Organization.objects.filter(code=code, valid_to=None).exists():
            raise Refusal(_("この番号の団体は、すでに登録されています。"), code="organization.taken", field="code")
        body = Organization.objects.create(
            kind=kind, code=code, name=name, kana=kana, area=area, valid_from=_free_from(code, clock.today())
        )
        data = {"code": code, "kind": kind.value, "name": name, "area": area.code}
        record(actor=actor, action="organizations.body.add", subject=subject_of(body), data=data)
    return body


def rule_adopt(*, actor: LedgerActor, area: Organization, key: str, value: int, text: str, valid_from: date) -> Rule:
    """Record that an area agreed on a rule, from a day on; earlier versions stay.

    Raises:
        Refusal: if there is no such rule, the value is too small or too great, the text is missing, or the day has a
            version already.
    """
    if key not in DEFAULTS:
        raise Refusal(_("「%(key)s」という規則はありません。") % {"key": key}, code="rule.key", field="key")
    if value < DEFAULTS[key].least:
        message = _("%(least)s以上の数を書いてください。") % {"least": DEFAULTS[key].least}
        raise Refusal(message, code="rule.value", field="value")
    if value > DEFAULTS[key].most:
        message = _("%(most)s以下の数を書いてください。") % {"most": f"{DEFAULTS[key].most:,}"}
        raise Refusal(message, code="rule.value", field="value")
    if not text.strip():
        raise Refusal(_("根拠となる合意の文を書いてください。"), code="rule.text", field="text")
    with transaction.atomic():
        if Rule.objects.filter(area=area, key=key, valid_from=valid_from).exists():
            message = _("この日から有効な版がすでにあります。別の日にしてください。")
            raise Refusal(message, code="rule.version", field="valid_from")
        rule = Rule.objects.create(area=area, key=key, value=value, text=text, valid_from=valid_from)
        data: Facts = {
            "area": area.code,
            "key": key,
            "value": value,
            "text": text,
            "valid_from": valid_from.isoformat(),
        }
        record(actor=actor, action="organizations.rule.adopt", subject=subject_of(rule), data=data)
    return rule


def _governments_in_force() -> Iterable[Organization]:
    # A body whose merger is told for a later day is still there.
    in_force = Q(valid_to=None) | Q(valid_to__gt=clock.today())
    bodies = Organization.objects.select_for_update(of=("self",)).filter(in_force, kind__in=GOVERNMENTS)
    return bodies.select_related("area")


def _keys(bodies: Iterable[Organization]) -> list[int]:
    return [body.pk for body in bodies]


def _check_merger(body: Organization, successor: Organization, on: date) -> None:
    if body.pk == successor.pk:
        raise Refusal(_("%(name)sを、それ自身に合併することはできません。") % {"name": body.name}, code="merge.itself")
    for one in (body, successor):
        if one.valid_to is not None:
            raise Refusal(_("%(name)sは、すでに廃止されています。") % {"name": one.name}, code="merge.closed")
    if on <= body.valid_from or on < successor.valid_from:
        raise Refusal(_("合併の日は、両方の団体ができた日より後にしてください。"), code="merge.day", field="on")


def _write(changes: Changes, bodies: dict[str, Organization], rows: dict[str, BodyRow]) -> None:
    altered = {change.code for change in (*changes.renamed, *changes.figures)}
    for code in altered:
        _take_over(bodies[code], rows[code])
    Organization.objects.bulk_update(
        [bodies[code] for code in sorted(altered)],
        ["name", "kana", "population", "households", "fiscal_strength", "latitude", "longitude", "url"],
        batch_size=200,
    )
    today = clock.today()
    for body in changes.closed:
        body.valid_to = max(today, body.valid_from + timedelta(days=1))
        body.save(update_fields=["valid_to"])
    _add(changes, today)


def _add(changes: Changes, today: date) -> None:
    freed = dict(Organization.objects.exclude(valid_to=None).values_list("code").annotate(Max("valid_to")))
    for kind in GOVERNMENTS:
        areas = {body.code: body for body in Organization.objects.filter(valid_to=None, kind=GOVERNMENTS[0])}
        added = [row for row in changes.added if row.kind == kind]
        Organization.objects.bulk_create(
            [_body(row, areas, changes, max(today, freed.get(row.code, today))) for row in added]
        )


def _body(row: BodyRow, areas: dict[str, Organization], changes: Changes, day: date) -> Organization:
    body = Organization(
        kind=row.kind,
        code=row.code,
        area=None if row.kind == Organization.Kind.PREFECTURE else areas[row.area_code],
        valid_from=TABLE_DAY if row.area_code in changes.first_areas else day,
    )
    _take_over(body, row)
    return body


def _take_over(body: Organization, row: BodyRow) -> None:
    body.name, body.kana, body.url = row.name, row.kana, row.url
    body.latitude, body.longitude = row.latitude, row.longitude
    body.population, body.households, body.fiscal_strength = row.population, row.households, row.fiscal_strength


def _free_from(code: str, day: date) -> date:
    """Return the first day from `day` on on which the code belongs to nobody."""
    closed = Organization.objects.filter(code=code).aggregate(last=Max("valid_to"))["last"]
    return max(day, closed) if closed else day


def _record(changes: Changes, actor: LedgerActor, areas: list[str]) -> None:
    """Write one entry for the load, and one for each body unless its whole area is new."""
    data: Facts = {"sha256": changes.digest, "areas": areas, **changes.counts()}
    record(
        actor=actor, action="organizations.bodies.load", subject=f"organizations.load:{changes.digest[:16]}", data=data
    )
    grown = [row for row in changes.added if row.area_code not in changes.first_areas]
    entries: list[tuple[str, str, Facts]] = []
    entries += [("add", row.code, {"name": row.name}) for row in grown]
    entries += [("rename", change.code, _facts(change)) for change in changes.renamed]
    entries += [("figures", change.code, _facts(change)) for change in changes.figures]
    entries += [("close", body.code, {"on": str(body.valid_to)}) for body in changes.closed]
    keys = _newest({code for _verb, code, _data in entries})
    for verb, code, facts in entries:
        subject = f"organizations.organization:{keys[code]}"
        record(actor=actor, action=f"organizations.body.{verb}", subject=subject, data={"code": code, **facts})


def _newest(codes: Iterable[str]) -> dict[str, int]:
    return dict(Organization.objects.filter(code__in=codes).order_by("valid_from").values_list("code", "pk"))


def _facts(change: BodyChange) -> Facts:
    return {name: [_text(before), _text(after)] for name, before, after in change.differences}


def _text(value: object) -> str:
    return "" if value is None else str(value)
