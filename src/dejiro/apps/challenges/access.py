"""The doors: the only way by which a page or the API gets a challenge, an idea, an amendment or a question."""

from typing import Final

from django.db.models import Q, QuerySet

from dejiro.apps.challenges.models import Amendment, Challenge, Idea, Question, Sponsor
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import one_or_404, or_403
from dejiro.foundation.organizations.models import Organization

PUBLIC_ROLES: Final = (Role.MEMBER, Role.APPROVER, Role.COORDINATOR)
OWNERS: Final = (*PUBLIC_ROLES, Role.COMPANY)
SIGNERS: Final = (Role.APPROVER, Role.COORDINATOR, Role.COMPANY)
SPEAKERS: Final = (*OWNERS, Role.RESIDENT, Role.EXPERT)
OUTSIDERS: Final = (Role.COMPANY, Role.RESIDENT, Role.EXPERT)
PUBLIC_BODIES: Final = (Organization.Kind.PREFECTURE, Organization.Kind.MUNICIPALITY)


def for_public_body(actor: Actor) -> bool:
    """True when the actor works for a prefecture or municipality."""
    return actor.organization is not None and actor.organization.kind in PUBLIC_BODIES and actor.has(*PUBLIC_ROLES)


def may_draft(actor: Actor) -> bool:
    """True when the actor may prepare a challenge: for a public body, or a reverse call for a company."""
    return for_public_body(actor) or actor.has(Role.COMPANY)


def owns(actor: Actor, challenge: Challenge) -> bool:
    """True when the actor runs this challenge for its body."""
    return actor.acts_for(challenge.organization) and may_draft(actor)


def signs(actor: Actor, challenge: Challenge) -> bool:
    """True when the actor may publish and decide for the challenge's body."""
    return owns(actor, challenge) and actor.has(*SIGNERS)


def may_enter(actor: Actor, challenge: Challenge) -> bool:
    """True when the actor is of those whom the challenge asks."""
    if actor.organization is None or actor.acts_for(challenge.organization):
        return False
    return for_public_body(actor) if challenge.reverse_call else actor.has(*OUTSIDERS)


def wrote(actor: Actor, idea: Idea) -> bool:
    """True when the idea is the actor's own: their body's; in a residents' group, of strangers, only the person's."""
    if actor.user is None or not actor.acts_for(idea.organization) or not actor.has(*SPEAKERS):
        return False
    return idea.organization.kind != Organization.Kind.RESIDENTS or idea.author_id == actor.user.pk


def challenges_readable(actor: Actor) -> QuerySet[Challenge]:
    """Return the public challenges, the drafts of the actor's own body, and those that it was asked to stand behind.

    A body that is only noted down to be asked later, or that declined, reads the challenge when everybody does.
    """
    readable = ~Q(status=Challenge.Status.DRAFT)
    if actor.organization is not None and may_draft(actor):
        named = Sponsor.objects.filter(organization__in=actor.bodies).exclude(status=Sponsor.Status.DECLINED)
        readable |= Q(organization__in=actor.bodies) | Q(pk__in=named.values("challenge"), asked_at__isnull=False)
    return Challenge.objects.filter(readable)


def challenge_for_reader(actor: Actor, pk: int) -> Challenge:
    """Return a challenge that the actor may see; one query.

    Raises:
        Http404: if there is none.
    """
    return one_or_404(challenges_readable(actor).select_related("area", "organization", "need"), pk=pk)


def challenge_for_owner(actor: Actor, pk: int) -> Challenge:
    """Return a challenge that the actor runs.

    Raises:
        Http404: if there is none that this actor may see.
        PermissionDenied: if the actor may only read it.
    """
    challenge = challenge_for_reader(actor, pk)
    or_403(allowed=owns(actor, challenge))
    return challenge


def challenge_for_signer(actor: Actor, pk: int) -> Challenge:
    """Return a challenge that the actor may publish or decide on.

    Raises:
        Http404: if there is none that this actor may see.
        PermissionDenied: if the actor may not decide.
    """
    challenge = challenge_for_reader(actor, pk)
    or_403(allowed=signs(actor, challenge))
    return challenge


def challenge_for_entrant(actor: Actor, pk: int) -> Challenge:
    """Return a challenge that the actor may answer.

    Raises:
        Http404: if there is none that this actor may see.
        PermissionDenied: if it asks others.
    """
    challenge = challenge_for_reader(actor, pk)
    or_403(allowed=may_enter(actor, challenge))
    return challenge


def sponsor_for_signer(actor: Actor, pk: int) -> Sponsor:
    """Return the wish that the actor's body stand behind a challenge; others do not learn of it.

    Raises:
        Http404: if the actor's body was not asked, or not yet.
        PermissionDenied: if the actor may not decide for it.
    """
    own = Sponsor.objects.filter(organization__in=actor.bodies, challenge__in=challenges_readable(actor))
    sponsor = one_or_404(own.select_related("organization", "challenge__organization"), pk=pk)
    or_403(allowed=for_public_body(actor) and actor.has(*SIGNERS))
    return sponsor


def idea_for_reader(actor: Actor, pk: int) -> Idea:
    """Return an idea; every idea stands in a public challenge; one query."""
    del actor
    parts = ("challenge__organization", "challenge__area", "organization", "merged_into__organization")
    return one_or_404(Idea.objects.select_related(*parts), pk=pk)


def idea_for_author(actor: Actor, pk: int) -> Idea:
    """Return an idea of the actor's own.

    Raises:
        PermissionDenied: if it is somebody else's.
    """
    idea = idea_for_reader(actor, pk)
    or_403(allowed=wrote(actor, idea))
    return idea


def idea_for_other(actor: Actor, pk: int) -> Idea:
    """Return an idea of somebody else that the actor may propose to change.

    Raises:
        PermissionDenied: if it is the actor's own, or the challenge asks others.
    """
    idea = idea_for_reader(actor, pk)
    or_403(allowed=may_enter(actor, idea.challenge) and not wrote(actor, idea))
    return idea


def idea_for_signer(actor: Actor, pk: int) -> Idea:
    """Return an idea that the actor may choose or reject.

    Raises:
        PermissionDenied: if the challenge is another body's.
    """
    idea = idea_for_reader(actor, pk)
    or_403(allowed=signs(actor, idea.challenge))
    return idea


def amendment_for_author(actor: Actor, pk: int) -> Amendment:
    """Return a proposed change to an idea of the actor's own.

    Raises:
        PermissionDenied: if the idea is somebody else's.
    """
    parts = ("idea__challenge__organization", "idea__challenge__area", "idea__organization", "source__organization")
    amendment = one_or_404(Amendment.objects.select_related(*parts), pk=pk)
    or_403(allowed=wrote(actor, amendment.idea))
    return amendment


def question_for_owner(actor: Actor, pk: int) -> Question:
    """Return a question that the actor's body answers.

    Raises:
        PermissionDenied: if the challenge is another body's.
    """
    parts = ("challenge__organization", "challenge__area")
    question = one_or_404(Question.objects.select_related(*parts).defer("asked_by", "organization"), pk=pk)
    or_403(allowed=owns(actor, question.challenge))
    return question
