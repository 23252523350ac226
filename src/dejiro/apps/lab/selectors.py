"""Reads: conversations, their statements, and what one person has voted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from dejiro.apps.lab import access
from dejiro.apps.lab.models import Comment, Conversation, Excerpt, Intake, Participant, Statement, Vote
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.organizations.models import Organization

Cast = tuple[int, int, int]


@dataclass(frozen=True)
class Answered:
    """A statement and what one person said to it last."""

    statement: Statement
    value: int

    @property
    def label(self) -> str:
        """The vote in a word."""
        return str(Vote.Value(self.value).label)

    @property
    def text_id(self) -> str:
        """What the statement's text is called on the page."""
        return f"text-{self.statement.number}"


def conversation_list(
    actor: Actor, *, state: str = "", area: str = "", need: int | None = None
) -> QuerySet[Conversation]:
    """Return the conversations that the actor may see: open ones by closing time, then the others, newest first.

    Args:
        actor: who reads.
        state: "open" for those that take votes, "closed" for finished ones, "" for all.
        area: code of a prefecture, "" for all.
        need: only those that grew from this need.
    """
    rows = access.conversations_readable(actor).select_related("area", "organization", "result")
    running = Q(status=Conversation.Status.OPEN, closes_at__gt=clock.now())
    if state == "open":
        rows = rows.filter(running)
    if state == "closed":
        rows = rows.filter(status=Conversation.Status.CLOSED)
    if area:
        rows = rows.filter(area__code=area)
    if need is not None:
        rows = rows.filter(need=need)
    return rows.order_by(F("status").desc(), "-opened_at", "-pk")


def conversations_open(area: Organization | None = None) -> QuerySet[Conversation]:
    """Return the conversations that take votes now, the first to close first."""
    rows = Conversation.objects.filter(status=Conversation.Status.OPEN, closes_at__gt=clock.now())
    if area is not None:
        rows = rows.filter(area=area)
    return rows.select_related("organization").order_by("closes_at", "pk")


def areas_of_conversations() -> QuerySet[Organization]:
    """Return the prefectures with a public conversation, in order of code."""
    areas = Conversation.objects.exclude(status=Conversation.Status.DRAFT).values("area")
    return Organization.objects.filter(pk__in=areas).order_by("code")


def statements_shown(conversation: Conversation) -> QuerySet[Statement]:
    """Return the statements on which people vote, in order of number."""
    return Statement.objects.filter(conversation=conversation, status=Statement.Status.APPROVED).order_by("number")


def statements_waiting(conversation: Conversation) -> QuerySet[Statement]:
    """Return the statements that wait to be looked at, oldest first."""
    return Statement.objects.filter(conversation=conversation, status=Statement.Status.WAITING).order_by("number")


def statements_rejected(conversation: Conversation) -> QuerySet[Statement]:
    """Return what was not taken, newest first, for the log; their texts are not public."""
    rows = Statement.objects.filter(conversation=conversation, status=Statement.Status.REJECTED)
    return rows.defer("text").order_by("-decided_at", "-number")


def participant_of(conversation: Conversation, keys: Collection[str]) -> Participant | None:
    """Return who comes under one of these keys, if they were here before; one query."""
    return Participant.objects.filter(conversation=conversation, key__in=keys).first()


def answered_by(participant: Participant | None) -> dict[int, int]:
    """Return a participant's last vote on each statement, by the statement's primary key; one query."""
    if participant is None:
        return {}
    rows = Vote.objects.filter(participant=participant).order_by("pk")
    return dict(rows.values_list("statement", "value"))


def answers(conversation: Conversation, participant: Participant | None) -> list[Answered]:
    """Return what somebody has voted, by number of the statement; two queries."""
    own = answered_by(participant)
    return [Answered(one, own[one.pk]) for one in statements_shown(conversation) if one.pk in own]


def last_vote(conversation: Conversation) -> int:
    """Return the number of the newest vote; 0 when there is none."""
    newest = Vote.objects.filter(conversation=conversation).aggregate(newest=Max("pk"))["newest"]
    return int(newest or 0)


@dataclass(frozen=True)
class Ballots:
    """Everybody's last votes in the order of the export, when each was cast, and who has which number."""

    cast: list[Cast]
    at: list[datetime]
    keys: list[str]


def votes_cast(conversation: Conversation) -> list[Cast]:
    """Return the last vote of everybody on everything: participant's number in the export, statement's number, vote.

    The numbers follow the keyed hashes, so they tell nothing about who came first. One query.
    """
    return ballots_of(conversation).cast


def ballots_of(conversation: Conversation) -> Ballots:
    """Return what `votes_cast` does, with what never leaves the platform: times and keys. One query."""
    rows = Vote.objects.filter(conversation=conversation).annotate(
        turn=Window(RowNumber(), partition_by=["participant", "statement"], order_by=F("pk").desc())
    )
    last = rows.filter(turn=1).values_list("participant__key", "statement__number", "value", "at").order_by()
    found = sorted(last)
    keys = sorted({row[0] for row in found})
    numbers = {key: number for number, key in enumerate(keys)}
    cast = [(numbers[key], statement, value) for key, statement, value, _at in found]
    return Ballots(cast, [row[3] for row in found], keys)


def counts_of(conversations: Sequence[Conversation]) -> Mapping[int, int]:
    """Return how many take part in each of several conversations; one query."""
    rows = Participant.objects.filter(conversation__in=conversations).order_by()
    return dict(rows.values_list("conversation").annotate(Count("pk")))


@dataclass(frozen=True)
class Heap:
    """Comments that say nearly the same, by row; `cut` is how many statements were made of them."""

    comments: tuple[Comment, ...]
    cut: int

    @property
    def first(self) -> Comment:
        """The one that stands for them."""
        return self.comments[0]


def intakes_of(conversation: Conversation) -> QuerySet[Intake]:
    """Return the tables of comments that were taken in, with how many comments they hold."""
    return conversation.intakes.select_related("by").annotate(number=Count("comments"))


def heaps_of(conversation: Conversation) -> list[Heap]:
    """Return the comments of a conversation by heap, those that wait first, the largest of them first; two queries."""
    rows = Comment.objects.filter(intake__conversation=conversation)
    made = Excerpt.objects.filter(comment__intake__conversation=conversation).order_by()
    cut = dict(made.values_list("comment").annotate(Count("pk")))
    by_heap: dict[tuple[int, int], list[Comment]] = {}
    for comment in rows.order_by("intake", "heap", "row"):
        by_heap.setdefault((comment.intake_id, comment.heap), []).append(comment)
    found = [
        Heap(tuple(comments), sum(cut.get(comment.pk, 0) for comment in comments)) for comments in by_heap.values()
    ]
    return sorted(found, key=lambda heap: (heap.first.set_aside, heap.cut > 0, -len(heap.comments)))


def heap_of(comment: Comment) -> list[Comment]:
    """Return the comments that say nearly the same as one, itself included, by row; one query."""
    return list(comment.intake.comments.filter(heap=comment.heap).order_by("row"))
