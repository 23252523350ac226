"""One press of a button, stored before it is acknowledged.

A vote is no act of a named person: who votes is known by a keyed hash alone, and the log would tie it to a person's
other acts. The table of votes is added to and never changed; when the conversation closes, the log gets its digest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from dejiro.apps.lab.computing import LOST
from dejiro.apps.lab.models import Conversation, Participant, Vote
from dejiro.apps.lab.services.results import result_ask
from dejiro.foundation import clock
from dejiro.foundation.errors import Refusal

ENTER: Final = (
    "INSERT INTO lab_participant (conversation_id, key) SELECT %s, %s WHERE NOT EXISTS"
    " (SELECT 1 FROM lab_participant WHERE conversation_id = %s AND key IN ({keys})) ON CONFLICT DO NOTHING"
)
# The lock is the one that the new row's foreign key takes. Taken here, it waits for a closing and then sees it: what is
# counted at the closing is all that was acknowledged. The last column tells whether a computation waits already.
CAST: Final = (
    "INSERT INTO lab_vote (conversation_id, participant_id, statement_id, value, at, propensity)"
    " SELECT conversation.id, participant.id, statement.id, %s, %s, %s FROM lab_conversation conversation"
    " JOIN lab_statement statement ON statement.conversation_id = conversation.id"
    " JOIN lab_participant participant ON participant.conversation_id = conversation.id"
    " WHERE conversation.id = %s AND conversation.status = 'open' AND conversation.closes_at > %s"
    " AND statement.number = %s AND statement.status = 'approved' AND participant.key IN ({keys})"
    " ORDER BY participant.id LIMIT 1 {lock}"
    " RETURNING EXISTS (SELECT 1 FROM lab_result"
    " WHERE conversation_id = lab_vote.conversation_id AND waiting AND asked_at > %s)"
)
LOCK: Final = "FOR KEY SHARE OF conversation"


@dataclass(frozen=True)
class Press:
    """A vote that is to be stored: the conversation's key, who votes, the statement's number."""

    conversation: int
    keys: Sequence[str]
    statement: int
    value: int
    propensity: float | None


@transaction.atomic(savepoint=False)
def vote_cast(
    *, conversation: Conversation, keys: Sequence[str], statement: int, value: int, propensity: float | None = None
) -> None:
    """Store a vote; a later one of the same participant on the same statement counts in its place.

    One query, and two more for a participant's first vote: this is what the platform does most on a busy evening.

    Args:
        conversation: which must take votes.
        keys: under which the participant may be known, the present one first.
        statement: number of one that people vote on.
        value: 1 agree, 0 pass, -1 disagree.
        propensity: chance with which the platform chose the statement; None when the participant did.

    Raises:
        Refusal: if the conversation takes no votes, or none on this statement, or the value is none.
    """
    if value not in Vote.Value.values:
        raise Refusal(_("賛成・反対・パスのどれかを選んでください。"), code="value", field="value")
    press = Press(conversation.pk, keys, statement, value, propensity)
    waiting = _store(press)
    if waiting is None:
        participant_enter(conversation=conversation, keys=keys)
        waiting = _store(press)
    if waiting is None:
        insist_open(conversation)
        raise Refusal(_("この意見には、いまは答えられません。ほかの意見に答えてください。"), code="no_statement")
    if not waiting:
        result_ask(conversation=conversation)


def participant_enter(*, conversation: Conversation, keys: Sequence[str]) -> None:
    """Enter a participant under the first of these keys, unless one of them is known; one query."""
    sql = ENTER.format(keys=_places(keys))
    with connection.cursor() as cursor:
        cursor.execute(sql, [conversation.pk, keys[0], conversation.pk, *keys])


def participant_get(*, conversation: Conversation, keys: Sequence[str]) -> Participant:
    """Return who comes under one of these keys, or enter them under the first."""
    participant_enter(conversation=conversation, keys=keys)
    return Participant.objects.filter(conversation=conversation, key__in=keys).order_by("pk")[0]


def insist_open(conversation: Conversation) -> None:
    """Go on only while the conversation takes votes.

    Raises:
        Refusal: if it has closed.
    """
    running = Conversation.objects.filter(status=Conversation.Status.OPEN, closes_at__gt=clock.now())
    if not running.filter(pk=conversation.pk).exists():
        raise Refusal(_("この対話の受付は終わりました。あなたの操作は記録していません。"), code="closed")


def _store(press: Press) -> bool | None:
    """Store a vote and return whether a new result waits to be computed; None when nothing could be stored.

    That is so when the conversation has closed, nobody votes on the statement, or the participant is not known yet.
    """
    now = clock.now()
    at, lost = (connection.ops.adapt_datetimefield_value(moment) for moment in (now, now - LOST))
    lock = LOCK if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(
            CAST.format(keys=_places(press.keys), lock=lock),
            [press.value, at, press.propensity, press.conversation, at, press.statement, *press.keys, lost],
        )
        row = cursor.fetchone()
    return None if row is None else bool(row[0])


def _places(keys: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(keys))
