"""Contracts that end within eighteen months come to the desk once, while there is still time to renew together."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from dejiro.apps.needs.models import Contract, Voice
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.calendars import Month, due_end_of, wareki
from dejiro.foundation.errors import NotYours
from dejiro.foundation.ledger.services import record, subject_of
from dejiro.foundation.notices.models import DeskItem
from dejiro.foundation.notices.services import desk_close, desk_open

RENEW: Final = "contract.renew"
MONTHS_AHEAD: Final = 18
MONTHS_NEEDED: Final = 12
SHORTEST: Final = timedelta(days=30)


@transaction.atomic
def renewals_remind() -> int:
    """Put each contract that ends within eighteen months on its body's desk, once; return how many were new.

    It is due twelve months before the end, which leaves a budget year, or in thirty days where that has passed. A
    contract whose renewal is a voice already, or that was on the desk in its present term, is left alone.
    """
    today = clock.today()
    last = Month.of(today).plus(MONTHS_AHEAD).ends_on
    voiced = Voice.objects.filter(contract=OuterRef("pk"), created_at__date__gte=OuterRef("starts_on"))
    ending = Contract.objects.filter(ends_on__gte=today, ends_on__lte=last).exclude(
        Exists(voiced.exclude(status=Voice.Status.DECLINED))
    )
    contracts = list(ending.select_related("organization"))
    known = _asked([subject_of(contract) for contract in contracts])
    new = [contract for contract in contracts if known.get(subject_of(contract), date.min) < contract.starts_on]
    for contract in new:
        _ask(contract, today)
    return len(new)


@transaction.atomic
def renewal_decline(*, actor: Actor, contract: Contract) -> None:
    """Say that the body renews alone or not at all; it comes to the desk no more in this term.

    Raises:
        NotYours: if it is another body's contract.
    """
    if not actor.acts_for(contract.organization) or not actor.has(Role.MEMBER, Role.APPROVER):
        raise NotYours(_("ほかの団体の契約です。"), code="not_your_body")
    renewal_answered(contract)
    record(actor=actor, action="needs.contract.decline_renewal", subject=subject_of(contract), data={})


def renewal_answered(contract: Contract) -> None:
    """Take the question off the desk."""
    desk_close(subject=subject_of(contract), kind=RENEW)


def _asked(subjects: list[str]) -> dict[str, date]:
    rows = DeskItem.objects.filter(kind=RENEW, subject__in=subjects).order_by("opened_at")
    return {item.subject: item.opened_at.astimezone(clock.JST).date() for item in rows}


def _ask(contract: Contract, today: date) -> None:
    wanted = Month.of(contract.ends_on).plus(-MONTHS_NEEDED).ends_on
    desk_open(
        organization=contract.organization,
        kind=RENEW,
        subject=subject_of(contract),
        title=_("更新に備える：%(title)s（%(day)s満了）") % {"title": contract.title, "day": wareki(contract.ends_on)},
        url=contract.get_absolute_url(),
        due_at=due_end_of(max(wanted, today + SHORTEST)),
        role=Role.MEMBER,
    )
