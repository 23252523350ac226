"""A body's contract list: kept by hand or by import, and a renewal made into a voice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils.translation import gettext as _

from dejiro.apps.needs import access
from dejiro.apps.needs.models import Contract, Voice
from dejiro.apps.needs.services import common
from dejiro.apps.needs.services.reminding import renewal_answered
from dejiro.apps.needs.services.voices import voice_create
from dejiro.foundation.accounts.acting import body_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import Conflict, Refusal
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Recorded, record, subject_of
from dejiro.foundation.organizations.models import Organization

FIELDS: Final = (
    "key",
    "title",
    "category",
    "product",
    "vendor",
    "starts_on",
    "ends_on",
    "quantity",
    "unit",
    "annual_amount",
    "note",
)
# What the log keeps in clear of a contract; the rest is the body's own and sealed.
OPEN_FIELDS: Final = ("category", "ends_on", "quantity", "unit")


@dataclass(frozen=True)
class ContractRow:
    """A contract as it is typed or imported. Amounts are yen a year."""

    key: str
    title: str
    category: str
    vendor: str
    starts_on: date
    ends_on: date
    annual_amount: int
    product: str = ""
    quantity: int | None = None
    unit: str = ""
    note: str = ""


@dataclass(frozen=True)
class Imported:
    """How many contracts an import made, changed and left as they were."""

    made: int
    changed: int
    unchanged: int


@transaction.atomic
def contract_save(
    *, actor: Actor, row: ContractRow, contract: Contract | None = None, version: int | None = None
) -> Contract:
    """Add a contract to one's body's list, or change it.

    Raises:
        Refusal: if it ends before it starts, or another contract of the body has its key.
        Conflict: if somebody changed it since `version`.
    """
    organization = _keeper(actor)
    _whole(row)
    if contract is None:
        contract = Contract(organization=organization, version=0)
    else:
        _own(actor, contract)
        check_version(contract, version)
    if Contract.objects.filter(organization=contract.organization, key=row.key).exclude(pk=contract.pk).exists():
        raise Refusal(
            _("契約番号「%(key)s」は、別の契約で使われています。") % {"key": row.key}, code="key", field="key"
        )
    made = contract.pk is None
    _put(contract, row)
    _record(actor, "create" if made else "update", contract)
    return contract


@transaction.atomic
def contract_delete(*, actor: Actor, contract: Contract, version: int | None = None) -> None:
    """Take a contract off the list.

    Raises:
        Refusal: if a voice was made from it.
    """
    _keeper(actor)
    _own(actor, contract)
    check_version(contract, version)
    subject = subject_of(contract)
    renewal_answered(contract)
    try:
        contract.delete()
    except ProtectedError as error:
        raise Refusal(
            _("この契約からは更新の声が作られているため、削除できません。備考に終わったことを書いてください。"),
            code="has_voices",
        ) from error
    record(actor=actor, action="needs.contract.delete", subject=subject, data={})


@transaction.atomic
def contracts_import(
    *, actor: Actor, rows: Iterable[ContractRow], versions: Mapping[str, int] | None = None
) -> Imported:
    """Bring the list up to these rows, found again by their keys: all of them or none. Other contracts stay.

    Args:
        actor: an officer of the body.
        rows: each key at most once.
        versions: the versions by key that the preview showed; None takes the list as it is.

    Raises:
        Conflict: if a contract was changed, added or deleted since the preview.
    """
    organization = _keeper(actor)
    wanted = {row.key: row for row in rows}
    found = contracts_by_key(actor, Contract.objects.select_for_update().filter(key__in=wanted))
    if versions is not None and versions != {key: contract.version for key, contract in found.items()}:
        raise Conflict(_("確認のあとに契約台帳が変わりました。もう一度ファイルを読み込んで、変更を確認してください。"))
    changed = unchanged = 0
    for row in wanted.values():
        _whole(row)
        contract = found.get(row.key)
        if contract is not None and row_of(contract) == row:
            unchanged += 1
            continue
        changed += contract is not None
        contract = contract or Contract(organization=organization, version=0)
        _put(contract, row)
    done = Imported(len(wanted) - len(found), changed, unchanged)
    facts: dict[str, Recorded] = {"made": done.made, "changed": done.changed, "unchanged": done.unchanged}
    record(actor=actor, action="needs.contract.import", subject=subject_of(organization), data=facts)
    return done


@transaction.atomic
def renewal_voice(*, actor: Actor, contract: Contract, title: str, body: str, name_shown: bool = False) -> Voice:
    """Make a contract's renewal a voice: who else renews the same may join.

    Raises:
        Refusal: if a voice of this contract waits for triage or stands in a need already.
    """
    _keeper(actor)
    _own(actor, contract)
    open_voices = contract.voices.exclude(status=Voice.Status.DECLINED)
    if open_voices.filter(created_at__date__gte=contract.starts_on).exists():
        raise Refusal(_("この契約の更新は、すでに声になっています。"), code="voiced")
    renewal_answered(contract)
    return voice_create(
        actor=actor,
        title=title,
        body=body,
        category=contract.category,
        kind=Voice.Kind.RENEWAL,
        name_shown=name_shown,
        contract=contract,
    )


def contracts_by_key(actor: Actor, rows: QuerySet[Contract]) -> dict[str, Contract]:
    """Return the body's contracts among these by their keys; its own before one that it inherited; one query."""
    own = actor.organization.pk if actor.organization else None
    held = rows.filter(organization__in=actor.bodies)
    return {row.key: row for row in sorted(held, key=lambda row: (row.organization_id == own, row.pk))}


def row_of(contract: Contract) -> ContractRow:
    """Return a saved contract as a row."""
    return ContractRow(**{name: getattr(contract, name) for name in FIELDS})


def _put(contract: Contract, row: ContractRow) -> None:
    for name in FIELDS:
        setattr(contract, name, getattr(row, name))
    contract.version += 1
    contract.save()


def _whole(row: ContractRow) -> None:
    if row.ends_on < row.starts_on:
        raise Refusal(
            _("契約「%(key)s」の満了日が、開始日より前です。") % {"key": row.key}, code="period", field="ends_on"
        )
    if row.quantity is not None and row.quantity < 1:
        raise Refusal(
            _("契約「%(key)s」の数量は1以上で入力してください。数えないときは空欄にします。") % {"key": row.key},
            code="quantity",
            field="quantity",
        )


def _keeper(actor: Actor) -> Organization:
    """Return the body whose list the actor may keep."""
    organization = body_of(actor)
    common.insist(
        access.kind_of(actor) in access.PUBLIC_BODIES and actor.has(*access.OFFICERS),
        _("契約台帳を使えるのは、都道府県・区市町村の担当者と承認者です。"),
    )
    return organization


def _own(actor: Actor, contract: Contract) -> None:
    common.insist(actor.acts_for_body(contract.organization_id), _("ほかの団体の契約は変更できません。"))


def _record(actor: Actor, verb: str, contract: Contract) -> None:
    row = row_of(contract)
    facts: dict[str, Recorded] = {name: _clear(getattr(row, name)) for name in OPEN_FIELDS}
    for name in FIELDS:
        if name not in OPEN_FIELDS:
            facts[name] = common.sealed_for(str(getattr(row, name)), contract.organization)
    record(actor=actor, action=f"needs.contract.{verb}", subject=subject_of(contract), data=facts)


def _clear(value: str | int | date | None) -> str | int | None:
    return value.isoformat() if isinstance(value, date) else value
