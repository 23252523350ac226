"""Do a thing once, however often it is asked for."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeVar

from django.db import transaction

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
    act: Callable[[], T], *, key: uuid.UUID | None, user: User | None, digest: str, to: Callable[[T], str]
) -> Outcome:
    """Run `act` in one transaction, unless this person has sent this key before.

    Two requests that carry the same key at the same moment wait for each other: the second sees the first one's result.
    When `act` raises, nothing of it stays and the key is free again.

    Args:
        act: the service call.
        key: the form's key; None runs `act` without protection.
        user: who sent the form; None for an anonymous sender.
        digest: hash of the content, to tell a double click from an edited form.
        to: makes the address of the result.
    """
    with transaction.atomic():
        if key is None:
            return Outcome(to(act()))
        submission, created = Submission.objects.get_or_create(
            key=key, user=user, defaults={"digest": digest, "created_at": clock.now()}
        )
        if not created:
            return Outcome(submission.url, first=False, same=submission.digest == digest)
        submission.url = to(act())
        submission.save(update_fields=["url"])
        return Outcome(submission.url)


def submissions_clean(*, older_than: timedelta = KEPT) -> int:
    """Forget submissions older than this; return how many. Run it once a day."""
    deleted, _rows = Submission.objects.filter(created_at__lt=clock.now() - older_than).delete()
    return deleted
