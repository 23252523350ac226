"""Sending mail, outside the request that caused it."""

import logging
from datetime import datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Final

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q

from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import actor_from, memberships_of
from dejiro.foundation.accounts.models import User
from dejiro.foundation.notices.mail import digest_mail, notice_mail
from dejiro.foundation.notices.models import DeskItem, Notice, Preference
from dejiro.foundation.notices.selectors import desk_of
from dejiro.foundation.tasks import task

DIGEST_LOOKS_AHEAD: Final = timedelta(days=7)
MAIL_FAULTS: Final = (OSError,)
logger = logging.getLogger(__name__)


class MailLeft(Exception):  # noqa: N818  # a count of what is left, so that the task is tried again
    """Some mail could not be handed to the server."""


@task
def send_notices(*, ids: list[int]) -> None:
    """Mail these notices, except those already sent, read or no longer wanted.

    Raises:
        MailLeft: if the server refused some of them; those that went out are marked and not sent again.
    """
    waiting = Notice.objects.filter(pk__in=ids, sent_at=None, read_at=None, user__is_active=True)
    never = Q(user__notice_preference__delivery=Preference.Delivery.NEVER)
    left = 0
    with get_connection() as connection:
        for notice in waiting.exclude(never).select_related("user").order_by("pk"):
            left += not _sent(notice, connection)
    if left:
        raise MailLeft(left)


def _sent(notice: Notice, connection: BaseEmailBackend) -> bool:
    mail = notice_mail(notice)
    mail.connection = connection
    try:
        mail.send()
    except MAIL_FAULTS as error:
        logger.warning("Mail of notice %d: %s", notice.pk, type(error).__name__)
        return False
    Notice.objects.filter(pk=notice.pk).update(sent_at=clock.now())
    return True


def digest_send() -> int:
    """Send each person who chose the digest one mail for today, if there is anything to say.

    A second run on the same day sends nothing to those who have theirs, so it may be repeated after a fault.

    Returns:
        How many mails went out.

    Raises:
        MailLeft: if the server refused some; the others are marked.
    """
    today = clock.today()
    due = Preference.objects.filter(delivery=Preference.Delivery.DIGEST, user__is_active=True).exclude(digest_on=today)
    people = list(due.select_related("user").order_by("user_id"))
    waiting = _waiting([preference.user_id for preference in people])
    results = [_digest(preference, waiting.get(preference.user_id, [])) for preference in people]
    if False in results:
        raise MailLeft(results.count(False))
    return results.count(True)


def _waiting(users: list[int]) -> dict[int, list[Notice]]:
    notices = Notice.objects.filter(user__in=users, sent_at=None, read_at=None).order_by("user_id", "created_at", "pk")
    return {user: list(group) for user, group in groupby(notices, key=attrgetter("user_id"))}


def _digest(preference: Preference, notices: list[Notice]) -> bool | None:
    user, today = preference.user, clock.today()
    desk = _due_soon(user)
    if not notices and not desk:
        return None
    try:
        digest_mail(user, notices, desk, today).send()
    except MAIL_FAULTS as error:
        logger.warning("Digest of person %s: %s", user.ref, type(error).__name__)
        return False
    Preference.objects.filter(pk=preference.pk).update(digest_on=today)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(sent_at=clock.now())
    return True


def _due_soon(user: User) -> list[DeskItem]:
    until = datetime.combine(clock.today() + DIGEST_LOOKS_AHEAD, time.max, clock.JST)
    memberships = memberships_of(user)
    bodies = {membership.organization_id for membership in memberships}
    actors = [actor_from(user, memberships, organization_id=body) for body in bodies]
    items = [item for actor in actors for item in desk_of(actor).filter(due_at__lte=until)]
    return sorted(items, key=attrgetter("due_at", "pk"))
