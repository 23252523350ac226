"""What comes to the desk by the calendar: verdicts that are due, certifications that end within three months."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.pilots.models import Certification, Pilot
from dejiro.apps.pilots.services import common
from dejiro.foundation import clock
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.calendars import business_days_after, due_end_of
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.notices.models import DeskItem
from dejiro.foundation.notices.services import desk_close, desk_open
from dejiro.foundation.organizations.models import Organization

AHEAD: Final = timedelta(days=92)
DAYS_TO_JUDGE: Final = 10


@transaction.atomic
def pilots_remind() -> int:
    """Put on the desks what the day brings, each thing once; return how many were new."""
    return _judge() + _renew()


def _judge() -> int:
    rows = Pilot.objects.filter(status=Pilot.Status.REGISTERED, due__lt=clock.today()).select_related("organization")
    found = {subject_of(row): row for row in rows}
    new = _new(common.JUDGE, found)
    for subject in new:
        row = found[subject]
        title = _("実証の判定を確かめて公表する: %(title)s") % {"title": row.title}
        due = business_days_after(row.due, DAYS_TO_JUDGE)
        _ask(row, row.organization, common.JUDGE, title, due)
    return len(new)


def _renew() -> int:
    today = clock.today()
    rows = Certification.objects.filter(revoked_on=None, expires_on__range=(today, today + AHEAD))
    found = {subject_of(row): row for row in rows.select_related("issuer")}
    new = _new(common.RENEW, found)
    for subject in new:
        row = found[subject]
        title = _("認定の期限が近い。更新するか決める: %(product)s") % {"product": row.product}
        _ask(row, row.issuer, common.RENEW, title, row.expires_on)
    return len(new)


def _ask(row: Pilot | Certification, body: Organization, kind: str, title: str, due: date) -> None:
    desk_open(
        organization=body,
        kind=kind,
        subject=subject_of(row),
        title=title,
        url=row.get_absolute_url(),
        due_at=due_end_of(due),
        role=Role.APPROVER,
    )


def _new(kind: str, found: Mapping[str, object]) -> list[str]:
    opened = set(DeskItem.objects.filter(kind=kind, closed_at=None).values_list("subject", flat=True))
    for subject in opened - found.keys():
        desk_close(subject=subject, kind=kind)
    return [subject for subject in found if subject not in opened]
