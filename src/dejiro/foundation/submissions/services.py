"""Do a thing once, however often it is asked for."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeVar

from django.db import connection, transaction

from dejiro.foundation import clock
from dejiro.foundation.accounts.models import User
from dejiro.foundation.submissions.models import Submission

T = TypeVar("T")
KEPT: Final = timedelta(days=7)


@dataclass(frozen=True)
class Outcome:
    """Where the sender goes.

    `first` is False when the form had been sent before, `same` is False when its content was another one then.
    """

    url: str
    first: bool = True
    same: bool = True


def once(
    act: Callable[[], T], *, key: uuid.UUID | None, user: User | None, digest: str, to: Callable[[T], str] | str
) -> Outcome:
    """Run `act` in one transaction, unless this person has sent this key before.

    Two requests that carry the same key at the same moment wait for each other: the second sees the first one's result.
    When `act` raises, nothing of it stays and the key is free again.

    Args:
        act: the service call.
        key: the form's key; None runs `act` without protection.
        user: who sent the form; None for an anonymous sender.
        digest: hash of the content, to tell a double click from an edited form.
        to: the address of the result, or what makes it; one that is known beforehand saves a query.
    """
    known = to if isinstance(to, str) else ""
    with transaction.atomic():
        number = _enter(key, user, digest, known) if key else None
        if key and number is None:
            submission = Submission.objects.get(key=key, user=user)
            return Outcome(submission.url, first=False, same=submission.digest == digest)
        done = act()
        url = to if isinstance(to, str) else to(done)
        if number is not None and url != known:
            Submission.objects.filter(pk=number).update(url=url)
        return Outcome(url)


def _enter(key: uuid.UUID, user: User | None, digest: str, url: str) -> int | None:
    """Note a sending in one statement; return its number, or None when this person has sent this key before.

    Every form that is sent passes here; get_or_create takes four statements.
    """
    row = {"key": key, "user_id": user and user.pk, "digest": digest, "url": url, "created_at": clock.now()}
    kinds = {field.attname: field for field in Submission._meta.concrete_fields}  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO submissions_submission ({', '.join(row)}) VALUES (%s, %s, %s, %s, %s)"  # noqa: S608  # names
            " ON CONFLICT DO NOTHING RETURNING id",
            [kinds[name].get_db_prep_save(value, connection) for name, value in row.items()],
        )
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def submissions_clean(*, older_than: timedelta = KEPT) -> int:
    """Forget submissions older than this; return how many. Run it once a day."""
    deleted, _rows = Submission.objects.filter(created_at__lt=clock.now() - older_than).delete()
    return deleted
