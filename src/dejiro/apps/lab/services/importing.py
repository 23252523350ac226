"""A conversation that took place on another platform, taken in whole or not at all."""

from dataclasses import dataclass
from typing import Final

from django.db import transaction

from dejiro.apps.lab import planning
from dejiro.apps.lab.identity import imported_key
from dejiro.apps.lab.models import Conversation, Participant, Result, Statement, Vote
from dejiro.apps.lab.services.common import body_of, conversation_known
from dejiro.apps.lab.services.results import result_ask
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.ledger.services import Recorded, record, subject_of

BATCH: Final = 2000


@dataclass(frozen=True)
class ImportTerms:
    """How an imported conversation is shown; `credit` names its source and licence."""

    title: str
    question: str
    background: str
    credit: str
    words: str


@transaction.atomic
def conversation_import(*, actor: Actor, terms: ImportTerms, votes: bytes, comments: bytes) -> Conversation:
    """Take in an export of Polis as a closed conversation; its result is computed anew.

    Args:
        actor: an officer or coordinator of a public body, which then answers for the page.
        terms: heading and source.
        votes: votes.csv or participants-votes.csv, plain or gzip.
        comments: comments.csv, the same.

    Raises:
        NotYours: if the actor may open no conversation.
        TableFault: with all faults by file, row and column; then nothing is kept.
    """
    body, now = body_of(actor), clock.now()
    read = planning.read_polis(votes, comments)
    conversation = Conversation(
        area=body.area or body,
        organization=body,
        title=terms.title,
        question=terms.question,
        background=terms.background,
        credit=terms.credit,
        closing_words=terms.words,
        policy=Conversation.Policy.OPEN,
        takes_statements=False,
        status=Conversation.Status.CLOSED,
        imported=True,
        created_by=user_of(actor),
        created_at=now,
        opened_at=now,
        closes_at=now,
        closed_at=now,
    )
    conversation.full_clean()
    conversation.save()
    _store(conversation, read)
    Result.objects.create(conversation=conversation)
    conversation_known(conversation)
    facts: dict[str, Recorded] = {
        "title": terms.title,
        "credit": terms.credit,
        "statements": len(read.statements),
        "votes": len(read.cast),
        "repeated": read.repeated,
    }
    record(actor=actor, action="lab.conversation.import", subject=subject_of(conversation), data=facts)
    result_ask(conversation=conversation, at_once=True)
    return conversation


def _store(conversation: Conversation, read: planning.Imported) -> None:
    now = conversation.created_at
    statements = Statement.objects.bulk_create(
        [
            Statement(
                conversation=conversation,
                number=one.id,
                text=one.text.strip(),
                meta=one.meta,
                status=Statement.Status.REJECTED if one.moderated < 0 else Statement.Status.APPROVED,
                reason=Statement.Reason.ELSEWHERE if one.moderated < 0 else "",
                created_at=now,
                decided_at=now,
            )
            for one in read.statements
        ],
        BATCH,
    )
    people = Participant.objects.bulk_create(
        [
            Participant(conversation=conversation, key=imported_key(conversation, who))
            for who in dict.fromkeys(who for who, _what, _vote in read.cast)
        ],
        BATCH,
    )
    statement = {one.number: one.pk for one in statements}
    by_key = {one.key: one.pk for one in people}
    participant = {who: by_key[imported_key(conversation, who)] for who in {row[0] for row in read.cast}}
    Vote.objects.bulk_create(
        (
            Vote(
                conversation_id=conversation.pk,
                participant_id=participant[who],
                statement_id=statement[what],
                value=value,
                at=now,
            )
            for who, what, value in read.cast
        ),
        BATCH,
    )
