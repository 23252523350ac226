"""Answering a challenge by a program: ideas, changes to them, questions."""

from dejiro.apps.challenges import access, selectors, services
from dejiro.apps.challenges.api.routers import router
from dejiro.apps.challenges.api.schemas import (
    OWNERS,
    SPEAKERS,
    AlikeOut,
    AmendmentIn,
    AmendmentOut,
    AnswerOut,
    IdeaIn,
    IdeaOut,
    PublicReasonIn,
    QuestionOut,
    QuestionTextIn,
    ReviseIn,
)
from dejiro.apps.challenges.models import Amendment, Answer, Idea, Question
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, operation, seen_version


@router.post("/challenges/{int:pk}/ideas/", response={201: IdeaOut})
@operation(door=SPEAKERS)
def idea_submit(request: Request, pk: Id, data: IdeaIn) -> Idea:
    """Answer a challenge."""
    found = access.challenge_for_entrant(request.actor, pk)
    return services.idea_submit(actor=request.actor, challenge=found, **data.model_dump())


@router.post("/challenges/{int:pk}/questions/", response={201: QuestionOut})
@operation(door=SPEAKERS)
def question_ask(request: Request, pk: Id, data: QuestionTextIn) -> Question:
    """Ask; everybody sees the question at once, and nobody who asked."""
    found = access.challenge_for_entrant(request.actor, pk)
    return services.question_ask(actor=request.actor, challenge=found, text=data.text)


@router.post("/questions/{int:pk}/answers/", response={201: AnswerOut})
@operation(door=OWNERS)
def question_answer(request: Request, pk: Id, data: QuestionTextIn) -> Answer:
    """Answer, or supplement the answer."""
    found = access.question_for_owner(request.actor, pk)
    return services.question_answer(actor=request.actor, question=found, text=data.text)


@router.put("/ideas/{int:pk}/", response=IdeaOut)
@operation(door=SPEAKERS)
def idea_revise(request: Request, pk: Id, data: ReviseIn) -> Idea:
    """Write a new version."""
    found = access.idea_for_author(request.actor, pk)
    return services.idea_revise(actor=request.actor, idea=found, version=seen_version(request), **data.model_dump())


@router.get("/challenges/{int:pk}/alike/", response=AlikeOut)
@operation(door=SPEAKERS)
def idea_similar(request: Request, pk: Id, q: str) -> dict[str, object]:
    """What is like a text that somebody has in mind: ideas of the same challenge, and what was tried anywhere."""
    found = access.challenge_for_entrant(request.actor, pk)
    return {
        "ideas": selectors.ideas_like(found, q),
        "attempts": selectors.attempts_like(q, but_challenge=found.pk),
    }


@router.post("/ideas/{int:pk}/withdraw/", response=IdeaOut)
@operation(door=SPEAKERS)
def idea_withdraw(request: Request, pk: Id) -> Idea:
    """Take an idea back; its versions stay readable."""
    found = access.idea_for_author(request.actor, pk)
    return services.idea_withdraw(actor=request.actor, idea=found, version=seen_version(request))


@router.post("/ideas/{int:pk}/amendments/", response={201: AmendmentOut})
@operation(door=SPEAKERS)
def amendment_propose(request: Request, pk: Id, data: AmendmentIn) -> Amendment:
    """Propose to change somebody's idea."""
    found = access.idea_for_other(request.actor, pk)
    source = access.idea_for_author(request.actor, data.source) if data.source else None
    return services.amendment_propose(
        actor=request.actor, idea=found, source=source, **data.model_dump(exclude={"source"})
    )


@router.post("/amendments/{int:pk}/accept/", response=IdeaOut)
@operation(door=SPEAKERS)
def amendment_accept(request: Request, pk: Id) -> Idea:
    """Make a proposed text the next version."""
    return services.amendment_accept(
        actor=request.actor, amendment=access.amendment_for_author(request.actor, pk), version=seen_version(request)
    )


@router.post("/amendments/{int:pk}/refuse/", response=AmendmentOut)
@operation(door=SPEAKERS)
def amendment_refuse(request: Request, pk: Id, data: PublicReasonIn) -> Amendment:
    """Leave the idea as it is, with a public reason."""
    found = access.amendment_for_author(request.actor, pk)
    return services.amendment_refuse(actor=request.actor, amendment=found, reason=data.reason)


@router.post("/challenges/{int:pk}/follow/", response={204: None})
@operation(door="signed in")
def follow(request: Request, pk: Id) -> None:
    """Be told of everything."""
    services.follow(actor=request.actor, challenge=access.challenge_for_reader(request.actor, pk))


@router.post("/challenges/{int:pk}/unfollow/", response={204: None})
@operation(door="signed in")
def unfollow(request: Request, pk: Id) -> None:
    """Be told no more."""
    services.unfollow(actor=request.actor, challenge=access.challenge_for_reader(request.actor, pk))
