"""One press of a button, stored before it is acknowledged.

A vote is no act of a named person: who votes is known by a keyed hash alone, and the log would tie it to a person's
other acts. The table of votes is added to and never changed; when the conversation closes, the log gets its digest.
"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.translation import gettext as _

from dejiro.apps.lab.computing import LOST
from dejiro.apps.lab.models import Conversation, Participant, Statement, Vote
from dejiro.apps.lab.services.results import result_ask
from dejiro.foundation import clock
from dejiro.foundation.errors import Refusal


@transaction.atomic(savepoint=False)
def vote_cast(
    *,
    conversation: Conversation,
    keys: Sequence[str],
    statement: Statement,
    value: int,
    propensity: float | None = None,
) -> Vote:
    """Store a vote; a later one of the same participant on the same statement counts in its place.

    Args:
        conversation: which must take votes.
        keys: under which the participant may be known, the present one first.
        statement: one of the conversation's.
        value: 1 agree, 0 pass, -1 disagree.
        propensity: chance with which the platform chose the statement; None when the participant did.

    Raises:
        Refusal: if the conversation takes no votes, or the value is none.
    """
    if value not in Vote.Value.values:
        raise Refusal(_("賛成・反対・パスのどれかを選んでください。"), code="value", field="value")
    participant = participant_get(conversation=conversation, keys=keys)
    vote = Vote.objects.create(
        conversation=conversation,
        participant=participant,
        statement=statement,
        value=value,
        at=clock.now(),
        propensity=propensity,
    )
    if not insist_open(conversation):
        result_ask(conversation=conversation)
    return vote


def participant_get(*, conversation: Conversation, keys: Sequence[str]) -> Participant:
    """Return who comes under one of these keys, or enter them under the first."""
    known = Participant.objects.filter(conversation=conversation, key__in=keys).first()
    if known is not None:
        return known
    return Participant.objects.get_or_create(conversation=conversation, key=keys[0])[0]


def insist_open(conversation: Conversation) -> bool:
    """Go on only while the conversation takes votes; return whether a new result waits to be computed.

    Asked after a row was added: the row's foreign key holds the conversation against a closing, so that what was
    counted at the closing is all that was acknowledged.

    Raises:
        Refusal: if it has closed.
    """
    now = clock.now()
    coming = Q(result__waiting=True, result__asked_at__gt=now - LOST)
    running = Conversation.objects.filter(pk=conversation.pk, status=Conversation.Status.OPEN, closes_at__gt=now)
    waiting = list(running.values_list(ExpressionWrapper(coming, BooleanField())))
    if not waiting:
        raise Refusal(_("この対話の受付は終わりました。あなたの操作は記録していません。"), code="closed")
    return bool(waiting[0][0])
