"""What everybody may read."""

from collections.abc import Sequence

from django.db.models import QuerySet

from dejiro.apps.challenges import access, selectors
from dejiro.apps.challenges.api.routers import router
from dejiro.apps.challenges.api.schemas import (
    AmendmentOut,
    AttemptOut,
    ChallengeLogOut,
    ChallengeOut,
    IdeaOut,
    QuestionOut,
    SponsorOut,
    VersionOut,
)
from dejiro.apps.challenges.models import Amendment, Attempt, Challenge, Idea, IdeaVersion, Question, Sponsor
from dejiro.apps.challenges.selectors import LogLine
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, operation, paginate


@router.get("/challenges/", response=list[ChallengeOut])
@operation(door="everyone")
@paginate
def challenge_list(request: Request, state: str = "", area: str = "", kind: str = "") -> QuerySet[Challenge]:
    """Challenges, those that take ideas first; `state` is "open", "closed", "concluded" or empty."""
    return selectors.challenge_list(request.actor, state=state, area=area, kind=kind)


@router.get("/challenges/{int:pk}/", response=ChallengeOut)
@operation(door="everyone")
def challenge_detail(request: Request, pk: Id) -> Challenge:
    """One challenge."""
    return access.challenge_for_reader(request.actor, pk)


@router.get("/challenges/{int:pk}/ideas/", response=list[IdeaOut])
@operation(door="everyone")
@paginate
def idea_list(request: Request, pk: Id) -> QuerySet[Idea]:
    """The ideas of a challenge, those withdrawn or merged included."""
    return selectors.ideas_of(access.challenge_for_reader(request.actor, pk))


@router.get("/challenges/{int:pk}/questions/", response=list[QuestionOut])
@operation(door="everyone")
def question_list(request: Request, pk: Id) -> Sequence[Question]:
    """All questions with their answers."""
    return list(selectors.questions_of(access.challenge_for_reader(request.actor, pk)))


@router.get("/ideas/{int:pk}/", response=IdeaOut)
@operation(door="everyone")
def idea_detail(request: Request, pk: Id) -> Idea:
    """One idea as it stands."""
    return access.idea_for_reader(request.actor, pk)


@router.get("/ideas/{int:pk}/versions/", response=list[VersionOut])
@operation(door="everyone")
def version_list(request: Request, pk: Id) -> Sequence[IdeaVersion]:
    """All versions, newest first."""
    return list(access.idea_for_reader(request.actor, pk).versions.all())


@router.get("/attempts/", response=list[AttemptOut])
@operation(door="everyone")
def attempt_list(request: Request, q: str) -> Sequence[Attempt]:
    """What was tried anywhere and is like a text, failures included, best first."""
    del request
    return selectors.attempts_like(q, limit=20)


@router.get("/challenges/{int:pk}/log/", response=list[ChallengeLogOut])
@operation(door="everyone")
def log_list(request: Request, pk: Id) -> list[LogLine]:
    """The log of equal treatment: what everybody saw, and when."""
    return selectors.log_of(access.challenge_for_reader(request.actor, pk))


@router.get("/challenges/{int:pk}/sponsors/", response=list[SponsorOut])
@operation(door="everyone")
def sponsor_list(request: Request, pk: Id) -> list[Sponsor]:
    """The bodies that stand behind a challenge; who runs it, and who is asked, sees what the others said."""
    found = access.challenge_for_reader(request.actor, pk)
    sponsors, actor = selectors.sponsors_of(found), request.actor
    if access.owns(actor, found):
        return sponsors
    return [one for one in sponsors if one.status == Sponsor.Status.JOINED or actor.acts_for(one.organization)]


@router.get("/ideas/{int:pk}/amendments/", response=list[AmendmentOut])
@operation(door="everyone")
def amendment_list(request: Request, pk: Id) -> Sequence[Amendment]:
    """What others proposed to change, newest first."""
    return list(selectors.amendments_of(access.idea_for_reader(request.actor, pk)))
