"""A conversation from draft to report."""

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.lab.identity import code_digests, new_code
from dejiro.apps.lab.models import Code, Conversation, Result, Statement
from dejiro.apps.lab.services.common import CLOSE, body_of, conversation_known, insist_owner
from dejiro.apps.lab.services.results import result_ask
from dejiro.apps.lab.services.statements import next_number
from dejiro.apps.lab.terms import ConversationTerms, check_statement, check_terms
from dejiro.apps.needs import public as needs
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms import check_read, check_version
from dejiro.foundation.ledger.services import record, subject_of
from dejiro.foundation.notices.services import desk_close, desk_open

MOST_CODES: Final = 10_000
MOST_GROUPS: Final = 20
Status = Conversation.Status


@transaction.atomic
def conversation_create(*, actor: Actor, terms: ConversationTerms, need: needs.Need | None = None) -> Conversation:
    """Prepare a conversation for the actor's body, as a draft.

    Raises:
        NotYours: if the actor is no officer or coordinator of a public body.
        Refusal: if the terms cannot stand.
    """
    body, now = body_of(actor), clock.now()
    check_terms(terms, now=now)
    conversation = Conversation(
        area=body.area or body,
        organization=body,
        need=need,
        created_by=user_of(actor),
        created_at=now,
        **terms.row(),
    )
    conversation.full_clean()
    conversation.save()
    _seed(conversation, terms.seeds)
    _record(actor, "create", conversation, seeds=len(terms.seeds))
    return conversation


@transaction.atomic
def conversation_update(
    *, actor: Actor, conversation: Conversation, terms: ConversationTerms, version: int | None = None
) -> Conversation:
    """Change a draft; what people already vote on does not move under them.

    Raises:
        Refusal: if the conversation has begun, or the terms cannot stand.
        Conflict: if somebody else changed it meanwhile.
    """
    insist_owner(actor, conversation)
    check_version(conversation, version)
    _require(conversation, Status.DRAFT, _("始めた後は、内容を変えられません。"))
    check_terms(terms, now=clock.now())
    for field, value in terms.row().items():
        setattr(conversation, field, value)
    conversation.version += 1
    conversation.full_clean()
    conversation.save()
    conversation.statements.filter(excerpt=None).delete()
    _seed(conversation, terms.seeds)
    _record(actor, "update", conversation, seeds=len(terms.seeds))
    return conversation


@transaction.atomic
def conversation_open(*, actor: Actor, conversation: Conversation, version: int | None = None) -> Conversation:
    """Let people take part until the closing time.

    Raises:
        Conflict: if the draft has changed since the actor read it.
        Refusal: if it is no draft, its closing time has passed, or it has no statement to begin with.
    """
    insist_owner(actor, conversation)
    check_read(conversation, version)
    _require(conversation, Status.DRAFT, _("この対話は、もう始まっています。"))
    if conversation.closes_at <= clock.now():
        raise Refusal(_("締切が過ぎています。締切を直してから始めてください。"), code="closed")
    if not conversation.statements.filter(status=Statement.Status.APPROVED).exists():
        raise Refusal(_("はじめの意見を1件以上用意してから始めてください。"), code="no_seed")
    conversation.opened_at = clock.now()
    _move(conversation, Status.OPEN)
    conversation_known(conversation)
    Result.objects.create(conversation=conversation)
    desk_open(
        organization=conversation.organization,
        kind=CLOSE,
        subject=subject_of(conversation),
        title=_("対話を終えて、結果の受け止めを書く：%(title)s") % {"title": conversation.title},
        url=conversation.get_absolute_url(),
        due_at=conversation.closes_at,
    )
    _record(actor, "open", conversation, policy=conversation.policy, closes_at=conversation.closes_at.isoformat())
    return conversation


@transaction.atomic
def conversation_close(*, actor: Actor, conversation: Conversation, words: str) -> Conversation:
    """End the conversation and say in public what its body will do with it; the result becomes final.

    Statements that still wait are not taken, since nobody could vote on them any more.

    Raises:
        Refusal: if it does not run, its closing time has not come, or nothing is said.
    """
    _lock(actor, conversation)
    _require(conversation, Status.OPEN, _("受付中の対話だけを終えられます。"))
    if clock.now() < conversation.closes_at:
        raise Refusal(_("締切の前です。約束した締切まで受け付けてください。"), code="not_closed_yet")
    if not words.strip():
        raise Refusal(_("結果の受け止めを書いてください。"), code="empty", field="words")
    conversation.closing_words, conversation.closed_at = words, clock.now()
    _move(conversation, Status.CLOSED)
    conversation.statements.filter(status=Statement.Status.WAITING).update(
        status=Statement.Status.REJECTED,
        reason=Statement.Reason.UNCLEAR,
        explanation=_("締切までに確認が終わりませんでした"),
        decided_at=clock.now(),
    )
    conversation_known(conversation)
    desk_close(subject=subject_of(conversation))
    _record(actor, "close", conversation, words=words)
    result_ask(conversation=conversation, at_once=True)
    return conversation


@transaction.atomic
def codes_issue(*, actor: Actor, conversation: Conversation, count: int, group: str = "") -> list[str]:
    """Return new invitations, which are shown this once: only their hashes are kept, and for which group they are.

    Raises:
        Refusal: if the conversation is not by invitation, is over, or would have too many.
    """
    _lock(actor, conversation)
    if conversation.policy != Conversation.Policy.CODES or conversation.status == Status.CLOSED:
        raise Refusal(_("招待コードを使う対話ではありません。"), code="no_codes")
    if not 1 <= count <= MOST_CODES - conversation.codes.count():
        raise Refusal(_("招待コードは、一つの対話に1万件までです。"), code="too_many", field="count")
    group = " ".join(group.split())
    known = set(conversation.codes.exclude(group="").values_list("group", flat=True).distinct())
    if group and len(known | {group}) > MOST_GROUPS:
        raise Refusal(_("招待の組は、一つの対話に20までです。"), code="too_many_groups", field="group")
    codes = [new_code() for _number in range(count)]
    now = clock.now()
    Code.objects.bulk_create(
        Code(conversation=conversation, digest=code_digests(code)[0], group=group, issued_at=now) for code in codes
    )
    record(
        actor=actor, action="lab.codes.issue", subject=subject_of(conversation), data={"count": count, "group": group}
    )
    return codes


def _seed(conversation: Conversation, seeds: Sequence[str]) -> None:
    now = clock.now()
    Statement.objects.bulk_create(
        Statement(
            conversation=conversation,
            number=number,
            text=check_statement(text),
            status=Statement.Status.APPROVED,
            created_at=now,
            decided_at=now,
            decided_by=conversation.created_by,
        )
        for number, text in enumerate(seeds, start=next_number(conversation))
    )


def _lock(actor: Actor, conversation: Conversation) -> None:
    """Insist on the owner, wait for votes that are being stored, and read again what stands."""
    insist_owner(actor, conversation)
    held = Conversation.objects.select_for_update().only("status", "closes_at", "version").get(pk=conversation.pk)
    conversation.status, conversation.version = held.status, held.version


def _require(conversation: Conversation, status: Status, message: str) -> None:
    if conversation.status != status:
        raise Refusal(message, code="wrong_status")


def _move(conversation: Conversation, status: Status) -> None:
    conversation.status = status
    conversation.version += 1
    conversation.full_clean(validate_constraints=False)
    conversation.save()


def _record(actor: Actor, verb: str, conversation: Conversation, **facts: str | int) -> None:
    data = {"title": conversation.title, **facts}
    record(actor=actor, action=f"lab.conversation.{verb}", subject=subject_of(conversation), data=data)
