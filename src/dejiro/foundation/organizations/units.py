"""Writes: the sections (課・係) inside a body."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dejiro.foundation import clock
from dejiro.foundation.errors import Refusal
from dejiro.foundation.ledger.services import LedgerActor, record, subject_of
from dejiro.foundation.organizations.models import Organization, Unit


def unit_add(
    *,
    actor: LedgerActor,
    organization: Organization,
    name: str,
    parent: Unit | None = None,
    phone: str = "",
    valid_from: date | None = None,
) -> Unit:
    """Add a unit, from today unless another day is given.

    Raises:
        Refusal: if the body has a unit of that name, or the parent is another body's or closed.
    """
    with transaction.atomic():
        _check_name(organization, name)
        if parent is not None and (parent.organization_id != organization.pk or parent.valid_to is not None):
            raise Refusal(
                _("上位の組織は、同じ団体の今ある組織から選んでください。"), code="unit.parent", field="parent"
            )
        unit = Unit.objects.create(
            organization=organization, name=name, parent=parent, phone=phone, valid_from=valid_from or clock.today()
        )
        data = {"organization": organization.code, "name": name, "parent": parent.name if parent else ""}
        record(actor=actor, action="organizations.unit.add", subject=subject_of(unit), data=data)
    return unit


def unit_rename(*, actor: LedgerActor, unit: Unit, name: str, phone: str | None = None) -> Unit:
    """Give a unit another name and, when given, another telephone number.

    Raises:
        Refusal: if the body has another unit of that name.
    """
    with transaction.atomic():
        unit = _open(unit)
        before = unit.name
        if name != before:
            _check_name(unit.organization, name)
        unit.name, unit.phone = name, unit.phone if phone is None else phone
        unit.save(update_fields=["name", "phone"])
        data = {"before": before, "name": name}
        record(actor=actor, action="organizations.unit.rename", subject=subject_of(unit), data=data)
    return unit


def unit_close(*, actor: LedgerActor, unit: Unit, on: date | None = None) -> Unit:
    """End a unit on a day, today unless another is given; its history stays.

    Raises:
        Refusal: if people or other units still belong to it, or the day is before it began.
    """
    with transaction.atomic():
        unit = _open(unit)
        moment = clock.now()
        if unit.memberships.filter(Q(valid_to=None) | Q(valid_to__gt=moment)).exists():
            message = _("所属している人がいるため廃止できません。先に別の組織へ移してください。")
            raise Refusal(message, code="unit.people")
        if unit.children.filter(valid_to=None).exists():
            raise Refusal(
                _("下位の組織があるため廃止できません。先に下位の組織を廃止してください。"), code="unit.children"
            )
        unit.valid_to = on or clock.today()
        if unit.valid_to < unit.valid_from:
            raise Refusal(_("廃止の日は、できた日より前にできません。"), code="unit.day", field="on")
        unit.save(update_fields=["valid_to"])
        data = {"name": unit.name, "on": unit.valid_to.isoformat()}
        record(actor=actor, action="organizations.unit.close", subject=subject_of(unit), data=data)
    return unit


def _open(unit: Unit) -> Unit:
    fresh = Unit.objects.select_for_update(of=("self",)).select_related("organization").get(pk=unit.pk)
    if fresh.valid_to is not None:
        raise Refusal(_("%(name)sは、すでに廃止されています。") % {"name": fresh.name}, code="unit.closed")
    return fresh


def _check_name(organization: Organization, name: str) -> None:
    if Unit.objects.filter(organization=organization, name=name, valid_to=None).exists():
        message = _("「%(name)s」という組織は、すでにあります。別の名前にしてください。") % {"name": name}
        raise Refusal(message, code="unit.name", field="name")
