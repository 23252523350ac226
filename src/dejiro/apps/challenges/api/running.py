"""Running a challenge by a program, as its body does by the pages. `If-Match` says which version was read."""

from dejiro.apps.challenges import access, services
from dejiro.apps.challenges.api.routers import router
from dejiro.apps.challenges.api.schemas import (
    OWNERS,
    SIGNERS,
    ChallengeIn,
    ChallengeNewIn,
    ChallengeOut,
    ConclusionIn,
    IdeaOut,
    JoinIn,
    NoteIn,
    PublicReasonIn,
    SponsorOut,
)
from dejiro.apps.challenges.forms import end_of
from dejiro.apps.challenges.models import Challenge, Idea, Sponsor
from dejiro.apps.challenges.terms import ChallengeTerms
from dejiro.apps.needs import public as needs
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, operation, seen_version


@router.post("/challenges/", response={201: ChallengeOut})
@operation(door=OWNERS)
def challenge_create(request: Request, data: ChallengeNewIn) -> Challenge:
    """Prepare a challenge as a draft; a company's is a reverse call."""
    need = needs.need_for_reader(request.actor, data.need) if data.need else None
    return services.challenge_create(actor=request.actor, terms=_terms(data), need=need)


@router.put("/challenges/{int:pk}/", response=ChallengeOut)
@operation(door=OWNERS)
def challenge_update(request: Request, pk: Id, data: ChallengeIn) -> Challenge:
    """Change a draft; what was asked about it is taken back."""
    found = access.challenge_for_owner(request.actor, pk)
    return services.challenge_update(
        actor=request.actor, challenge=found, terms=_terms(data), version=seen_version(request)
    )


@router.post("/challenges/{int:pk}/ask/", response=ChallengeOut)
@operation(door=OWNERS)
def challenge_ask(request: Request, pk: Id) -> Challenge:
    """Ask the approver to publish, and the bodies named to join."""
    found = access.challenge_for_owner(request.actor, pk)
    return services.challenge_ask(actor=request.actor, challenge=found, version=seen_version(request))


@router.post("/challenges/{int:pk}/return/", response=ChallengeOut)
@operation(door=SIGNERS)
def challenge_return(request: Request, pk: Id, data: NoteIn) -> Challenge:
    """Give a draft back to be mended."""
    found = access.challenge_for_signer(request.actor, pk)
    return services.challenge_return(
        actor=request.actor, challenge=found, reason=data.reason, version=seen_version(request)
    )


@router.post("/challenges/{int:pk}/publish/", response=ChallengeOut)
@operation(door=SIGNERS)
def challenge_publish(request: Request, pk: Id) -> Challenge:
    """Show a challenge to everybody."""
    found = access.challenge_for_signer(request.actor, pk)
    return services.challenge_publish(actor=request.actor, challenge=found, version=seen_version(request))


@router.post("/challenges/{int:pk}/close/", response=ChallengeOut)
@operation(door=SIGNERS)
def challenge_close(request: Request, pk: Id) -> Challenge:
    """Begin to choose, once the last day is over and every question is answered."""
    found = access.challenge_for_signer(request.actor, pk)
    return services.challenge_close(actor=request.actor, challenge=found)


@router.post("/challenges/{int:pk}/conclude/", response=ChallengeOut)
@operation(door=SIGNERS)
def challenge_conclude(request: Request, pk: Id, data: ConclusionIn) -> Challenge:
    """Say what came of it."""
    found = access.challenge_for_signer(request.actor, pk)
    return services.challenge_conclude(actor=request.actor, challenge=found, conclusion=data.conclusion)


@router.post("/sponsors/{int:pk}/", response=SponsorOut)
@operation(door=SIGNERS)
def sponsor_answer(request: Request, pk: Id, data: JoinIn) -> Sponsor:
    """Stand behind another body's challenge, or not."""
    sponsor = access.sponsor_for_signer(request.actor, pk)
    return services.sponsor_answer(
        actor=request.actor, sponsor=sponsor, joins=data.answer == "join", version=seen_version(request)
    )


@router.post("/ideas/{int:pk}/choose/", response=IdeaOut)
@operation(door=SIGNERS)
def idea_choose(request: Request, pk: Id, data: PublicReasonIn) -> Idea:
    """Choose an idea, with a public reason."""
    found = access.idea_for_signer(request.actor, pk)
    return services.idea_choose(actor=request.actor, idea=found, reason=data.reason)


@router.post("/ideas/{int:pk}/reject/", response=IdeaOut)
@operation(door=SIGNERS)
def idea_reject(request: Request, pk: Id, data: PublicReasonIn) -> Idea:
    """Do not choose it, with a public reason."""
    found = access.idea_for_signer(request.actor, pk)
    return services.idea_reject(actor=request.actor, idea=found, reason=data.reason)


def _terms(data: ChallengeIn) -> ChallengeTerms:
    rest = data.model_dump(exclude={"questions_on", "ideas_on", "sponsors", "need"})
    return ChallengeTerms(
        **rest,
        questions_until=end_of(data.questions_on),
        ideas_until=end_of(data.ideas_on),
        sponsors=tuple(data.sponsors),
    )
