"""The result of a conversation: computed from the votes, stored, and once the conversation is closed, made final."""

import hashlib
import json
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django_tasks import default_task_backend

from dejiro.apps.lab import planning, selectors
from dejiro.apps.lab.exports import comments_csv, votes_csv
from dejiro.apps.lab.models import Conversation, Result, Statement
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import SYSTEM
from dejiro.foundation.ledger.services import Recorded, record, subject_of

REFRESH: Final = timedelta(seconds=5)
"""Results are computed no more often than so."""
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
    """Note that a computation begins, so that votes from now on ask for another; False when none was waiting."""
    return bool(Result.objects.filter(conversation=conversation_id, waiting=True).update(waiting=False))


def result_compute(*, conversation_id: int) -> bool:
    """Compute the result and keep it; of a closed conversation its digests go to the log, and it changes no more.

    Returns:
        False when votes came in while it was computed.
    """
    conversation = Conversation.objects.get(pk=conversation_id)
    newest = selectors.last_vote(conversation)
    closed = conversation.status == Conversation.Status.CLOSED
    cast = selectors.votes_cast(conversation)
    computed = _computed(conversation, cast)
    document = computed.document
    with transaction.atomic():
        result = Result.objects.select_for_update().get(conversation=conversation)
        if result.published_at is not None:
            return True
        result.document, result.routing = document, computed.routing
        result.last_vote, result.computed_at = newest, clock.now()
        if closed:
            result.published_at = result.computed_at
        result.save()
        if closed:
            _publish(conversation, document, cast)
    return closed or selectors.last_vote(conversation) == newest


def digest(document: Any) -> str:  # noqa: ANN401  # any JSON
    """Return the SHA-256 of a document in its one canonical form."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _computed(conversation: Conversation, cast: list[selectors.Cast]) -> planning.Computed:
    rows = list(
        conversation.statements.exclude(status=Statement.Status.WAITING).values_list("number", "status", "meta")
    )
    rejected = [number for number, status, _meta in rows if status == Statement.Status.REJECTED]
    votes = planning.votes_of_rows(
        cast,
        shown=[number for number, _status, _meta in rows],
        rejected=rejected,
        meta=[number for number, _status, meta in rows if meta],
    )
    computed = planning.compute(votes)
    computed.document["counts"]["statements"] = len(rows) - len(rejected)
    return computed


def _publish(conversation: Conversation, document: Any, cast: list[selectors.Cast]) -> None:  # noqa: ANN401  # any JSON
    facts: dict[str, Recorded] = {
        "votes_sha256": hashlib.sha256(votes_csv(cast)).hexdigest(),
        "comments_sha256": hashlib.sha256(comments_csv(conversation.statements.order_by("number"))).hexdigest(),
        "result_sha256": digest(document),
        "votes": len(cast),
    }
    record(actor=SYSTEM, action="lab.conversation.publish", subject=subject_of(conversation), data=facts)
