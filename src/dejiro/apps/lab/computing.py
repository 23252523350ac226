"""The result of a conversation: computed from the votes, stored, and once the conversation is closed, made final."""

import hashlib
import json
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q
from django_tasks import default_task_backend

from dejiro.apps.lab import planning, selectors
from dejiro.apps.lab.cohorts import cohorts_of
from dejiro.apps.lab.exports import comments_csv, votes_csv
from dejiro.apps.lab.models import Conversation, Result, Statement
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import SYSTEM
from dejiro.foundation.ledger.services import Recorded, record, subject_of

Status = Conversation.Status
REFRESH: Final = timedelta(seconds=5)
"""Results are computed no more often than so."""
LIVE: Final = 5_000
"""Up to so many votes, days and cohorts are held against each other while the conversation runs."""
LOST: Final = timedelta(minutes=10)
"""A computation that has not begun after so long is taken to be lost, and is asked for anew."""


def result_wait(*, conversation_id: int, at_once: bool = False) -> bool:
    """Note that a computation is asked for; False when one waits already, or when the result is final.

    Where work is done at once nothing ever waits; there it is asked for at most every five seconds.
    """
    now, deferring = clock.now(), default_task_backend.supports_defer
    due = Q(waiting=False) | Q(asked_at__lte=now - LOST)
    if not deferring:
        due = Q(asked_at=None) | Q(asked_at__lte=now - REFRESH)
    rows = Result.objects.filter(Q() if at_once else due, conversation=conversation_id, published_at=None)
    return bool(rows.update(asked_at=now, waiting=True))


def result_begin(*, conversation_id: int) -> bool:
    """Note that a computation begins, so that votes from now on ask for another; False when none was waiting.

    Until it ends, its beginning is later than the last result: so a computation is known that a killed worker left.
    """
    rows = Result.objects.filter(conversation=conversation_id, waiting=True)
    return bool(rows.update(waiting=False, asked_at=clock.now()))


def results_left(*, idle: timedelta = LOST) -> list[int]:
    """Return the conversations whose computation was asked for or begun at least so long ago and never ended."""
    rows = Result.objects.filter(published_at=None, asked_at__lte=clock.now() - idle)
    left = rows.filter(Q(computed_at=None) | Q(computed_at__lt=F("asked_at")))
    return list(left.order_by("conversation").values_list("conversation", flat=True))


def result_compute(*, conversation_id: int) -> bool:
    """Compute the result and keep it; of a closed conversation its digests go to the log, and it changes no more.

    Returns:
        False when votes came in while it was computed.
    """
    conversation = Conversation.objects.get(pk=conversation_id)
    newest = selectors.last_vote(conversation)
    closed = conversation.status == Status.CLOSED
    ballots = selectors.ballots_of(conversation)
    cast = ballots.cast
    computed = _computed(conversation, ballots)
    document = computed.document
    with transaction.atomic():
        result = Result.objects.select_for_update().get(conversation=conversation)
        if result.published_at is not None:
            return True
        result.document, result.routing, result.apart = document, computed.routing, computed.apart
        result.last_vote, result.computed_at = newest, clock.now()
        if closed:
            result.published_at = result.computed_at
        result.save()
        if closed:
            _publish(conversation, computed, cast)
    return closed or selectors.last_vote(conversation) == newest


def digest(document: Any) -> str:  # noqa: ANN401  # any JSON
    """Return the SHA-256 of a document in its one canonical form."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _computed(conversation: Conversation, ballots: selectors.Ballots) -> planning.Computed:
    """Compute; every day and every cohort means one more fit, so that a large conversation has them at its end."""
    rows = list(
        conversation.statements.exclude(status=Statement.Status.WAITING).values_list("number", "status", "meta")
    )
    rejected = [number for number, status, _meta in rows if status == Statement.Status.REJECTED]
    apart = not conversation.imported and (conversation.status == Status.CLOSED or len(ballots.cast) <= LIVE)
    votes = planning.votes_of_rows(
        ballots.cast,
        shown=[number for number, _status, _meta in rows],
        rejected=rejected,
        meta=[number for number, _status, meta in rows if meta],
        at=ballots.at if apart else (),
    )
    computed = planning.compute(votes, cohorts_of(conversation, ballots.keys) if apart else None)
    computed.document["counts"]["statements"] = len(rows) - len(rejected)
    return computed


def _publish(conversation: Conversation, computed: planning.Computed, cast: list[selectors.Cast]) -> None:
    facts: dict[str, Recorded] = {
        "votes_sha256": hashlib.sha256(votes_csv(cast)).hexdigest(),
        "comments_sha256": hashlib.sha256(comments_csv(conversation.statements.order_by("number"))).hexdigest(),
        "result_sha256": digest(computed.document),
        "apart_sha256": digest(computed.apart),
        "votes": len(cast),
    }
    record(actor=SYSTEM, action="lab.conversation.publish", subject=subject_of(conversation), data=facts)
