"""Papers that run out come to the coordinator's desk in time, and the specialist is told."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.talent.models import Paper
from dejiro.apps.talent.selectors.pool import papers_ending
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.calendars import due_end_of
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.notices.models import DeskItem
from dejiro.foundation.notices.services import desk_close, desk_open, tell
from dejiro.foundation.organizations.models import Organization

RENEW: Final = "talent.paper.renew"


@transaction.atomic
def papers_remind() -> int:
    """Put each needed paper that ends within sixty days on the coordinator's desk, once; return how many were new.

    What was renewed meanwhile leaves the desk.
    """
    areas = Organization.objects.filter(specialists__isnull=False).distinct()
    ending = [paper for area in areas for paper in papers_ending(area)]
    subjects = {subject_of(paper): paper for paper in ending}
    opened = DeskItem.objects.filter(kind=RENEW, closed_at=None).values_list("subject", flat=True)
    for subject in set(opened) - subjects.keys():
        desk_close(subject=subject, kind=RENEW)
    new = [paper for subject, paper in subjects.items() if subject not in set(opened)]
    for paper in new:
        _ask(paper)
    return len(new)


def _ask(paper: Paper) -> None:
    specialist = paper.specialist
    title = _("書類を更新する: %(name)sさんの%(paper)s") % {
        "name": specialist.name,
        "paper": paper.get_kind_display(),
    }
    url = specialist.get_absolute_url()
    desk_open(
        organization=specialist.area,
        kind=RENEW,
        subject=subject_of(paper),
        title=title,
        url=url,
        due_at=due_end_of(paper.ends_on),
        role=Role.COORDINATOR,
    )
    if specialist.user is not None:
        body = _("期限が近い書類があります。新しい書類を調整担当に送ってください。")
        tell(people=[specialist.user], title=title, body=body, url=url)
