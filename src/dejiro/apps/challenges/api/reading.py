"""Challenges, ideas, questions and attempts for programs: the same doors and services as the pages."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import QuerySet
from ninja import Schema

from dejiro.apps.challenges import access, selectors, services
from dejiro.apps.challenges.models import Answer, Attempt, Challenge, Idea, IdeaVersion, Question
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate, seen_version

router = Router(tags=["challenges"])
SPEAKERS = "member, approver, coordinator, company, resident, expert"
OWNERS = "member, approver, coordinator, company"


class ChallengeOut(Schema):
    """A challenge; `reverse_call` says that a company asks public bodies."""

    id: int
    title: str
    summary: str
    organization: str
    reverse_call: bool
    need_id: int | None
    category: str
    unit: str
    data: str
    budget: int | None
    budget_note: str
    site: str
    status: str
    questions_until: datetime
    ideas_until: datetime
    pilot_from: date | None
    pilot_to: date | None
    conclusion: str

    @staticmethod
    def resolve_organization(found: Challenge) -> str:
        """Return the code of the body that published it."""
        return found.organization.code


class IdeaOut(Schema):
    """An idea as it stands; `reason` says why it was chosen or not."""

    id: int
    number: int
    title: str
    body: str
    organization: str
    status: str
    reason: str
    merged_into_id: int | None
    version: int

    @staticmethod
    def resolve_organization(found: Idea) -> str:
        """Return the code of the body from which it is."""
        return found.organization.code


class VersionOut(Schema):
    """A text as it stood."""

    number: int
    title: str
    body: str
    note: str
    at: datetime


class AnswerOut(Schema):
    """An answer (1) or a supplement (from 2)."""

    number: int
    text: str
    at: datetime


class QuestionOut(Schema):
    """A question with its answers; who asked is told to nobody."""

    id: int
    number: int
    text: str
    at: datetime
    due_at: datetime
    answers: list[AnswerOut]

    @staticmethod
    def resolve_answers(found: Question) -> list[Answer]:
        """Return the answers in order."""
        return list(found.answers.all())


class AttemptOut(Schema):
    """Something that was tried, by whom, and how it went."""

    kind: str
    title: str
    organization: str
    outcome: str
    reason: str
    url: str

    @staticmethod
    def resolve_organization(found: Attempt) -> str:
        """Return the code of the body that tried it."""
        return found.organization.code


class IdeaIn(Schema):
    """The text of an idea."""

    title: str
    body: str


class TextIn(Schema):
    """A question or an answer."""

    text: str


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


@router.post("/challenges/{int:pk}/ideas/", response={201: IdeaOut})
@operation(door=SPEAKERS)
def idea_submit(request: Request, pk: Id, data: IdeaIn) -> Idea:
    """Answer a challenge."""
    found = access.challenge_for_entrant(request.actor, pk)
    return services.idea_submit(actor=request.actor, challenge=found, **data.model_dump())


@router.get("/challenges/{int:pk}/questions/", response=list[QuestionOut])
@operation(door="everyone")
def question_list(request: Request, pk: Id) -> Sequence[Question]:
    """All questions with their answers."""
    return list(selectors.questions_of(access.challenge_for_reader(request.actor, pk)))


@router.post("/challenges/{int:pk}/questions/", response={201: QuestionOut})
@operation(door=SPEAKERS)
def question_ask(request: Request, pk: Id, data: TextIn) -> Question:
    """Ask; everybody sees the question at once, and nobody who asked."""
    found = access.challenge_for_entrant(request.actor, pk)
    return services.question_ask(actor=request.actor, challenge=found, text=data.text)


@router.post("/questions/{int:pk}/answers/", response={201: AnswerOut})
@operation(door=OWNERS)
def question_answer(request: Request, pk: Id, data: TextIn) -> Answer:
    """Answer, or supplement the answer."""
    found = access.question_for_owner(request.actor, pk)
    return services.question_answer(actor=request.actor, question=found, text=data.text)


@router.get("/ideas/{int:pk}/", response=IdeaOut)
@operation(door="everyone")
def idea_detail(request: Request, pk: Id) -> Idea:
    """One idea as it stands."""
    return access.idea_for_reader(request.actor, pk)


@router.put("/ideas/{int:pk}/", response=IdeaOut)
@operation(door=SPEAKERS)
def idea_revise(request: Request, pk: Id, data: IdeaIn) -> Idea:
    """Write a new version."""
    found = access.idea_for_author(request.actor, pk)
    return services.idea_revise(actor=request.actor, idea=found, version=seen_version(request), **data.model_dump())


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
