"""The doors: the only way by which a page or the API gets a conversation or a statement."""

from typing import Final

from django.db.models import Q, QuerySet
from django.http import Http404

from dejiro.apps.lab.models import Comment, Conversation, Intake, Statement
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import one_or_404, or_403
from dejiro.foundation.organizations.models import Organization

OPENERS: Final = (Role.MEMBER, Role.APPROVER, Role.COORDINATOR)
PUBLIC_BODIES: Final = (Organization.Kind.PREFECTURE, Organization.Kind.MUNICIPALITY)


def may_open(actor: Actor) -> bool:
    """True when the actor may open a conversation for the acting body: an officer or coordinator of a public body."""
    return actor.organization is not None and actor.organization.kind in PUBLIC_BODIES and actor.has(*OPENERS)


def owns(actor: Actor, conversation: Conversation) -> bool:
    """True when the actor runs this conversation for its body."""
    return may_open(actor) and actor.acts_for_body(conversation.organization_id)


def conversations_readable(actor: Actor) -> QuerySet[Conversation]:
    """Return the public conversations, and the drafts of the actor's own body."""
    public = ~Q(status=Conversation.Status.DRAFT)
    if may_open(actor):
        public |= Q(organization__in=actor.bodies)
    return Conversation.objects.filter(public)


def conversation_for_reader(actor: Actor, pk: int) -> Conversation:
    """Return a conversation that is public, or a draft of the actor's own body; one query.

    Raises:
        Http404: if there is none that this actor may see.
    """
    return one_or_404(conversations_readable(actor).select_related("area", "organization", "need", "result"), pk=pk)


def conversation_for_voter(actor: Actor, pk: int) -> Conversation:
    """Return a conversation that is public, or a draft of the actor's own body, for a vote: its row alone; one query.

    Raises:
        Http404: if there is none that this actor may see.
    """
    return one_or_404(conversations_readable(actor), pk=pk)


def conversation_for_public(pk: int) -> Conversation:
    """Return a conversation that everybody may see, whoever asks; for pages that stand in other sites' frames.

    Raises:
        Http404: if there is none, or it is a draft.
    """
    public = Conversation.objects.exclude(status=Conversation.Status.DRAFT)
    return one_or_404(public.select_related("organization", "result"), pk=pk)


def conversation_for_owner(actor: Actor, pk: int) -> Conversation:
    """Return a conversation that the actor runs.

    Raises:
        Http404: if there is none that this actor may see.
        PermissionDenied: if the actor may only read it.
    """
    conversation = conversation_for_reader(actor, pk)
    or_403(allowed=owns(actor, conversation))
    return conversation


def conversation_finished(actor: Actor, pk: int) -> Conversation:
    """Return a conversation that is closed, with its votes open to all.

    Raises:
        Http404: if there is none, or it is not closed yet.
    """
    conversation = conversation_for_reader(actor, pk)
    if conversation.status != Conversation.Status.CLOSED:
        raise Http404
    return conversation


def statement_for_voter(conversation: Conversation, number: int) -> Statement:
    """Return a statement of the conversation that people vote on.

    Raises:
        Http404: if there is none, or it waits or was not taken.
    """
    shown = Statement.objects.filter(conversation=conversation, status=Statement.Status.APPROVED)
    return one_or_404(shown, number=number)


def statement_for_moderator(actor: Actor, pk: int) -> Statement:
    """Return a statement of a conversation that the actor runs; others do not learn that it is there.

    Raises:
        Http404: if there is none in the actor's own conversations.
    """
    if not may_open(actor):
        raise Http404
    own = Statement.objects.filter(conversation__organization__in=actor.bodies)
    return one_or_404(own.select_related("conversation__organization", "conversation__area"), pk=pk)


def intake_for_owner(actor: Actor, pk: int) -> Intake:
    """Return a table of comments of a conversation that the actor runs; others do not learn that it is there.

    Raises:
        Http404: if there is none in the actor's own conversations.
    """
    if not may_open(actor):
        raise Http404
    own = Intake.objects.filter(conversation__organization__in=actor.bodies)
    return one_or_404(own.select_related("conversation__organization", "conversation__area"), pk=pk)


def comment_for_owner(actor: Actor, pk: int) -> Comment:
    """Return a comment that was taken into a conversation that the actor runs.

    Raises:
        Http404: if there is none in the actor's own conversations.
    """
    if not may_open(actor):
        raise Http404
    own = Comment.objects.filter(intake__conversation__organization__in=actor.bodies)
    parts = ("intake__conversation__organization", "intake__conversation__area")
    return one_or_404(own.select_related(*parts), pk=pk)
