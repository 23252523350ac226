"""Statements that people add, and what the conversation's body decides about them."""

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dejiro.apps.lab.models import Conversation, Statement
from dejiro.apps.lab.services.common import MODERATE, insist_owner, moderators_url
from dejiro.apps.lab.services.results import result_ask
from dejiro.apps.lab.services.voting import insist_open, participant_get
from dejiro.apps.lab.terms import check_statement
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import Refusal
from dejiro.foundation.ledger.services import Platform, record, subject_of
from dejiro.foundation.notices.services import desk_close, desk_open

MOST_WAITING: Final = 500
PARTICIPANT: Final = Platform(person_ref="participant")


@transaction.atomic
def statement_add(*, conversation: Conversation, keys: Sequence[str], text: str) -> Statement:
    """Take a participant's statement in; people vote on it when the conversation's body has looked at it.

    The log tells that a statement came in, not from whom.

    Raises:
        Refusal: if the conversation takes none, the text cannot stand, the same stands there, or too many wait.
    """
    line = check_statement(text)
    if not conversation.takes_statements:
        raise Refusal(_("この対話では、意見を追加できません。"), code="no_statements")
    held = Conversation.objects.select_for_update().only("pk").get(pk=conversation.pk)
    insist_open(conversation)
    rows = Statement.objects.filter(conversation=held)
    if rows.filter(text=line).exists():
        raise Refusal(_("同じ意見がすでにあります。"), code="repeated", field="text")
    if rows.filter(status=Statement.Status.WAITING).count() >= MOST_WAITING:
        raise Refusal(_("確認を待つ意見が多いため、いまは受け付けていません。"), code="too_many")
    statement = Statement.objects.create(
        conversation=conversation,
        number=next_number(conversation),
        text=line,
        author=participant_get(conversation=conversation, keys=keys),
        status=Statement.Status.WAITING,
        created_at=clock.now(),
    )
    waiting_to_desk(conversation)
    record(
        actor=PARTICIPANT,
        action="lab.statement.add",
        subject=subject_of(conversation),
        data={"number": statement.number},
    )
    return statement


@transaction.atomic
def statement_approve(*, actor: Actor, statement: Statement) -> Statement:
    """Let people vote on a statement.

    Raises:
        Refusal: if it was decided on already, or the conversation is over.
    """
    _decide(actor, statement)
    statement.status = Statement.Status.APPROVED
    _store(actor, statement, "approve", {"number": statement.number, "text": statement.text})
    result_ask(conversation=statement.conversation)
    return statement


@transaction.atomic
def statement_reject(*, actor: Actor, statement: Statement, reason: str, explanation: str = "") -> Statement:
    """Do not show a statement; the reason stands in the public log, the text does not.

    Raises:
        Refusal: if it was decided on already, or no reason is named.
    """
    if reason not in Statement.Reason.values:
        raise Refusal(_("掲載しない理由を選んでください。"), code="reason", field="reason")
    _decide(actor, statement)
    statement.status, statement.reason, statement.explanation = Statement.Status.REJECTED, reason, explanation
    _store(
        actor,
        statement,
        "reject",
        {"number": statement.number, "reason": reason, "explanation": explanation},
    )
    return statement


def next_number(conversation: Conversation) -> int:
    """Return the next free number of the conversation, from 1."""
    return int(conversation.statements.aggregate(last=Max("number"))["last"] or 0) + 1


def _decide(actor: Actor, statement: Statement) -> None:
    insist_owner(actor, statement.conversation)
    held = Statement.objects.select_for_update().only("status").get(pk=statement.pk)
    if held.status != Statement.Status.WAITING:
        raise Refusal(_("この意見は、すでに判断されています。"), code="decided")
    if statement.conversation.status == Conversation.Status.CLOSED:
        raise Refusal(_("対話は終わっています。"), code="closed")


def _store(actor: Actor, statement: Statement, verb: str, facts: dict[str, int | str]) -> None:
    statement.decided_at, statement.decided_by = clock.now(), user_of(actor)
    statement.full_clean(validate_constraints=False)
    statement.save()
    conversation = statement.conversation
    if conversation.statements.filter(status=Statement.Status.WAITING).exists():
        waiting_to_desk(conversation)
    else:
        desk_close(subject=subject_of(conversation), kind=MODERATE)
    record(actor=actor, action=f"lab.statement.{verb}", subject=subject_of(conversation), data=facts)


def waiting_to_desk(conversation: Conversation) -> None:
    """Put the waiting statements on the body's desk, as one line."""
    desk_open(
        organization=conversation.organization,
        kind=MODERATE,
        subject=subject_of(conversation),
        title=_("届いた意見を確かめる：%(title)s") % {"title": conversation.title},
        url=moderators_url(conversation),
    )
