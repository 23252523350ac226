"""What an organization must answer, and telling people. Callers hold the transaction and write the ledger."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import User
from dejiro.foundation.errors import NotYours
from dejiro.foundation.notices.models import DeskItem, Notice, Preference
from dejiro.foundation.notices.selectors import notices_of
from dejiro.foundation.notices.tasks import send_notices
from dejiro.foundation.organizations.models import Organization, Unit
from dejiro.foundation.organizations.selectors import with_merged
from dejiro.foundation.tasks import enqueue_after_commit

TITLE_LENGTH = 200


def desk_open(
    *,
    organization: Organization,
    kind: str,
    subject: str,
    title: str,
    url: str,
    due_at: datetime | None = None,
    ends_at: datetime | None = None,
    role: str = "",
    unit: Unit | None = None,
    person: User | None = None,
) -> DeskItem:
    """Put something that must be done on an organization's desk.

    Records of a body that was merged stay its own, and so does what must be done about them: its successor's desk
    shows it.

    Asked again for the same act and the same people while it is open, the item takes the new title and due time, so
    nobody sees a thing twice.

    Args:
        organization: whose desk.
        kind: what is to be done, such as "consultation.answer"; `desk_close` finds the item by it.
        subject: the record it is about, such as "needs.voice:12".
        title: at most 200 characters are kept.
        url: path on this platform.
        due_at: aware; None when there is no date.
        ends_at: aware; when it leaves the desk by itself, because nobody can do it any more; None for never.
        role: only people who hold this role see it; "" for all.
        unit: only people of this unit see it.
        person: only this person sees it.
    """
    now_told = {"title": one_line(title), "url": url, "due_at": due_at, "ends_at": ends_at}
    item, _is_new = DeskItem.objects.update_or_create(
        organization=organization,
        kind=kind,
        subject=subject,
        role=role,
        unit=unit,
        person=person,
        closed_at=None,
        defaults=now_told,
        create_defaults={**now_told, "opened_at": clock.now()},
    )
    return item


def desk_close(*, subject: str, kind: str | None = None, organization: Organization | None = None) -> int:
    """Take everything about a record off the desks, or only one kind of it, or only one organization's.

    What was put on the desk of a body that was merged into the organization goes with it.

    Returns:
        How many items were closed; none is not a fault.
    """
    items = DeskItem.objects.filter(subject=subject, closed_at=None)
    if kind is not None:
        items = items.filter(kind=kind)
    if organization is not None:
        items = items.filter(organization__in=with_merged(organization))
    return items.update(closed_at=clock.now())


def tell(*, people: Iterable[User], title: str, body: str, url: str) -> list[Notice]:
    """Write each person one notice and mail it as they chose: at once, with the daily digest, or never.

    Args:
        people: a person named twice is told once; people without an active account are left out.
        title: one line; at most 200 characters are kept.
        body: plain text.
        url: path on this platform.

    Returns:
        The notices in order of person.
    """
    users = sorted({user.pk for user in people if user.is_active})
    now = clock.now()
    with transaction.atomic():
        notices = Notice.objects.bulk_create(
            [Notice(user_id=user, title=one_line(title), body=body, url=url, created_at=now) for user in users]
        )
        later = set(_not_at_once(users))
        at_once = [notice.pk for notice in notices if notice.user_id not in later]
        if at_once:
            enqueue_after_commit(send_notices, ids=at_once)
    return notices


def _not_at_once(users: list[int]) -> Iterable[int]:
    wishes = Preference.objects.filter(user__in=users).exclude(delivery=Preference.Delivery.AT_ONCE)
    return wishes.values_list("user_id", flat=True)


def notice_read(*, actor: Actor, notice: Notice) -> None:
    """Mark one's own notice as read; reading it again changes nothing.

    Raises:
        NotYours: if the notice is somebody else's.
    """
    if actor.user is None or notice.user_id != actor.user.pk:
        raise NotYours(_("このお知らせは、宛先の本人だけが既読にできます。"), code="not_addressee")
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=clock.now())


def notices_read(*, actor: Actor) -> int:
    """Mark all of one's notices as read.

    Returns:
        How many were unread.
    """
    return notices_of(actor).filter(read_at=None).update(read_at=clock.now())


def preference_set(*, actor: Actor, delivery: str) -> Preference:
    """Choose when mail comes.

    Raises:
        NotYours: if nobody is signed in.
    """
    if actor.user is None:
        raise NotYours(_("お知らせの設定には、ログインが必要です。"), code="not_signed_in")
    preference, _is_new = Preference.objects.update_or_create(user=actor.user, defaults={"delivery": delivery})
    return preference


def one_line(title: str) -> str:
    """Return a title that can stand in a mail's subject: one line of at most 200 characters."""
    return " ".join(title.split())[:TITLE_LENGTH]
