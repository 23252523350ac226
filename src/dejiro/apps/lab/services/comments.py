"""Comments that were gathered elsewhere: taken in whole, cut into statements by a person, moderated like all others."""

from collections.abc import Sequence
from pathlib import PurePath

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.lab import planning
from dejiro.apps.lab.intake import read_comments
from dejiro.apps.lab.models import Comment, Conversation, Excerpt, Intake, Statement
from dejiro.apps.lab.services.common import MODERATE, insist_owner
from dejiro.apps.lab.services.statements import MOST_WAITING, next_number, waiting_to_desk
from dejiro.apps.lab.terms import check_statement
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import Refusal
from dejiro.foundation.ledger.services import Recorded, record, subject_of
from dejiro.foundation.notices.services import desk_close

BATCH = 500


@transaction.atomic
def intake_add(*, actor: Actor, conversation: Conversation, name: str, content: bytes, column: str = "") -> Intake:
    """Take in a table of comments; nobody but the body sees them, and none is voted on before a person cuts it.

    Args:
        actor: runs the conversation.
        conversation: a draft, or one that takes votes.
        name: of the file.
        content: CSV or XLSX.
        column: heading of the column of texts; "" for one of the usual ones. No other column is kept.

    Raises:
        Refusal: if the conversation is over, or the same file was taken in before.
        TableFault: with every fault by row and column; then nothing is kept.
    """
    insist_owner(actor, conversation)
    _insist_going(conversation)
    read = read_comments(content, column)
    if conversation.intakes.filter(sha256=read.sha256, column=read.column).exists():
        raise Refusal(_("このファイルのこの列は、もう取り込んでいます。"), code="repeated", field="file")
    intake = Intake.objects.create(
        conversation=conversation,
        name=PurePath(name).name[-120:] or "—",
        sha256=read.sha256,
        column=read.column[:100],
        by=user_of(actor),
        at=clock.now(),
    )
    heaps = planning.heaps(read.texts)
    rows = [Comment(intake=intake, row=row, text=text, heap=heaps[row]) for row, text in read.texts.items()]
    Comment.objects.bulk_create(rows, BATCH)
    facts: dict[str, Recorded] = {"sha256": read.sha256, "comments": len(rows), "blank": read.blank}
    record(actor=actor, action="lab.comments.take", subject=subject_of(conversation), data=facts)
    return intake


@transaction.atomic
def intake_undo(*, actor: Actor, intake: Intake) -> None:
    """Throw a table away with the statements from it that still wait; what was decided on stays, and its text too."""
    conversation = intake.conversation
    insist_owner(actor, conversation)
    Conversation.objects.select_for_update().only("pk").get(pk=conversation.pk)
    cut = Statement.objects.filter(excerpt__comment__intake=intake)
    waiting = cut.filter(status=Statement.Status.WAITING)
    removed = waiting.count()
    facts: dict[str, Recorded] = {"sha256": intake.sha256, "removed": removed, "kept": cut.count() - removed}
    waiting.delete()
    if cut.exists():
        intake.comments.filter(excerpts=None).delete()
    else:
        intake.delete()
    if not conversation.statements.filter(status=Statement.Status.WAITING).exists():
        desk_close(subject=subject_of(conversation), kind=MODERATE)
    record(actor=actor, action="lab.comments.undo", subject=subject_of(conversation), data=facts)


@transaction.atomic
def comment_cut(*, actor: Actor, comment: Comment, lines: Sequence[str]) -> list[Statement]:
    """Make statements of what a person cut from a comment, all or none; they wait to be looked at.

    Raises:
        Refusal: at the line that cannot stand or stands there already, or if the conversation is over.
    """
    conversation = comment.intake.conversation
    insist_owner(actor, conversation)
    held = Conversation.objects.select_for_update().get(pk=conversation.pk)
    _insist_going(held)
    texts = _checked(held, lines)
    first = next_number(held)
    made = [
        Statement(
            conversation=held,
            number=number,
            text=text,
            status=Statement.Status.WAITING,
            created_at=clock.now(),
        )
        for number, text in enumerate(texts, first)
    ]
    Statement.objects.bulk_create(made)
    Excerpt.objects.bulk_create(Excerpt(statement=one, comment=comment) for one in made)
    waiting_to_desk(held)
    facts: dict[str, Recorded] = {"row": comment.row, "numbers": [one.number for one in made]}
    record(actor=actor, action="lab.comments.cut", subject=subject_of(held), data=facts)
    return made


@transaction.atomic
def comments_set_aside(*, actor: Actor, comment: Comment, aside: bool) -> int:
    """Note that a heap of comments is not used, or is used after all; return how many comments that are."""
    insist_owner(actor, comment.intake.conversation)
    changed = comment.intake.comments.filter(heap=comment.heap).update(set_aside=aside)
    facts: dict[str, Recorded] = {"heap": comment.heap, "aside": aside, "comments": changed}
    record(actor=actor, action="lab.comments.aside", subject=subject_of(comment.intake.conversation), data=facts)
    return changed


def _checked(conversation: Conversation, lines: Sequence[str]) -> list[str]:
    texts: list[str] = []
    for place, line in enumerate(lines, start=1):
        try:
            texts.append(check_statement(line))
        except Refusal as refusal:
            message = _("%(line)d行目: %(problem)s") % {"line": place, "problem": refusal.message}
            raise Refusal(message, code=refusal.code, field="lines") from refusal
    if not texts:
        raise Refusal(_("意見を1行以上書いてください。"), code="empty", field="lines")
    rows = conversation.statements
    there = next((one for one in texts if texts.count(one) > 1), None)
    there = there or rows.filter(text__in=texts).values_list("text", flat=True).first()
    if there:
        raise Refusal(_("同じ意見がすでにあります：「%(text)s」") % {"text": there}, code="repeated", field="lines")
    if rows.filter(status=Statement.Status.WAITING).count() + len(texts) > MOST_WAITING:
        raise Refusal(_("確認を待つ意見が多すぎます。先に、届いた意見を確かめてください。"), code="too_many")
    return texts


def _insist_going(conversation: Conversation) -> None:
    if conversation.status != Conversation.Status.DRAFT and not conversation.takes_votes:
        raise Refusal(_("この対話の受付は終わりました。"), code="closed")
