"""Reads of contracts: the body's list, its renewals ahead, and who renews the same in the same window."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from dejiro.apps.needs import access
from dejiro.apps.needs.models import Contract, Voice
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.calendars import Month

MONTHS_AHEAD: Final = 18
WINDOW_MONTHS: Final = 3


@dataclass(frozen=True)
class Neighbour:
    """Another body's contract as this body may see it: neither vendor nor amount."""

    organization: str
    title: str
    category: str
    quantity: int | None
    unit: str
    ends_on: date


@dataclass(frozen=True)
class Renewal:
    """A contract that ends soon, who renews the same in its window, and whether it is a voice already."""

    contract: Contract
    neighbours: list[Neighbour]
    voice: Voice | None

    @property
    def bodies(self) -> list[str]:
        """The other bodies, each once, in order of code."""
        return list(dict.fromkeys(neighbour.organization for neighbour in self.neighbours))


@dataclass(frozen=True)
class RenewalMonth:
    """A month and the contracts that end in it."""

    month: Month
    renewals: list[Renewal]


def contract_list(actor: Actor, *, q: str = "", category: str = "") -> QuerySet[Contract]:
    """Return the contracts of the actor's body, the next to end first; one query."""
    if actor.organization is None:
        return Contract.objects.none()
    rows = Contract.objects.filter(organization__in=actor.bodies)
    if q:
        rows = rows.filter(
            Q(title__icontains=q) | Q(vendor__icontains=q) | Q(product__icontains=q) | Q(key__icontains=q)
        )
    if category:
        rows = rows.filter(category=category)
    return rows.order_by("ends_on", "pk")


def renewal_months(actor: Actor, *, months: int = MONTHS_AHEAD) -> list[RenewalMonth]:
    """Return every month from this one on with the contracts that end in it; three queries."""
    first = Month.of(clock.today())
    last = first.plus(months)
    contracts = contract_list(actor).filter(ends_on__gte=clock.today(), ends_on__lte=last.ends_on)
    by_month: dict[Month, list[Renewal]] = defaultdict(list)
    for renewal in renewals(actor, list(contracts)):
        by_month[Month.of(renewal.contract.ends_on)].append(renewal)
    return [RenewalMonth(month, by_month[month]) for month in (first.plus(step) for step in range(months + 1))]


def renewals(actor: Actor, contracts: Sequence[Contract]) -> list[Renewal]:
    """Return contracts of the actor's body with who renews the same in their windows; two queries."""
    others = _others(actor, contracts)
    voices = _voices(contracts)
    return [
        Renewal(
            contract, [_neighbour(other) for other in others if in_window(contract, other)], voices.get(contract.pk)
        )
        for contract in contracts
    ]


def in_window(contract: Contract, other: Contract) -> bool:
    """True when the other contract is of the same category and ends within three months of this one."""
    apart = Month.of(contract.ends_on).until(Month.of(other.ends_on))
    return contract.category == other.category and abs(apart) <= WINDOW_MONTHS


def _others(actor: Actor, contracts: Sequence[Contract]) -> list[Contract]:
    """Return other public bodies' contracts of the area near these ones, by code of body and end."""
    if not contracts or actor.area is None or not access.of_public_body(actor, actor.area.pk):
        return []
    ends = [contract.ends_on for contract in contracts]
    rows = Contract.objects.filter(
        Q(organization__area=actor.area) | Q(organization=actor.area),
        organization__kind__in=access.PUBLIC_BODIES,
        category__in={contract.category for contract in contracts},
        ends_on__gte=max(clock.today(), Month.of(min(ends)).plus(-WINDOW_MONTHS).starts_on),
        ends_on__lte=Month.of(max(ends)).plus(WINDOW_MONTHS).ends_on,
    )
    rows = rows.exclude(organization__in=actor.bodies).select_related("organization")
    return list(rows.defer("vendor", "annual_amount", "note").order_by("organization__code", "ends_on", "pk"))


def _voices(contracts: Iterable[Contract]) -> dict[int, Voice]:
    """Return the newest voice of each contract's present term that was not declined."""
    by_pk = {contract.pk: contract for contract in contracts}
    voices = Voice.objects.filter(contract__in=by_pk).exclude(status=Voice.Status.DECLINED).order_by("created_at", "pk")
    return {
        voice.contract_id: voice
        for voice in voices
        if voice.contract_id and voice.created_at.astimezone(clock.JST).date() >= by_pk[voice.contract_id].starts_on
    }


def _neighbour(contract: Contract) -> Neighbour:
    return Neighbour(
        organization=contract.organization.name,
        title=contract.title,
        category=contract.get_category_display(),
        quantity=contract.quantity,
        unit=contract.unit,
        ends_on=contract.ends_on,
    )
