"""Questions and answers: seen by all at the same moment, never changed, only supplemented."""

from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dejiro.apps.challenges import access
from dejiro.apps.challenges.models import Answer, Challenge, Question
from dejiro.apps.challenges.services.common import ANSWER, body_of, hold, insist_owner, note
from dejiro.apps.challenges.services.following import answer_to_desks, follow, tell_all
from dejiro.apps.challenges.terms import check_text
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.calendars import business_days_after
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.ledger.services import Platform, Recorded, record, subject_of
from dejiro.foundation.notices.services import desk_close, desk_open
from dejiro.ui.formats import jdate

ANSWER_DAYS: Final = 5
MOST_WAITING: Final = 200
# Whoever reads the log must not learn who asked.
ASKER: Final = Platform(person_ref="asker")


@transaction.atomic
def question_ask(*, actor: Actor, challenge: Challenge, text: str) -> Question:
    """Ask; everybody, the body that answers included, sees the question from this moment, and nobody sees who asked.

    Raises:
        NotYours: if the actor is not of those whom the challenge asks.
        Refusal: after the deadline, if the text cannot stand, or the same was asked.
    """
    if not access.may_enter(actor, challenge):
        raise NotYours(_("この募集に質問できるのは、応募できる立場の人です。"), code="not_entrant")
    text = check_text(text, field="text", limit=1000)
    hold(challenge)
    if not challenge.takes_questions:
        message = _("質問の締切（%(day)s）を過ぎたため、受け付けませんでした。書いた文は、下に残っています。")
        raise Refusal(message % {"day": jdate(challenge.questions_day)}, code="late", field="text")
    rows = challenge.questions.all()
    if rows.filter(text=text).exists():
        raise Refusal(_("同じ質問がもうあります。回答は全員に同時に公開されます。"), code="repeated", field="text")
    if rows.filter(answers=None).count() >= MOST_WAITING:
        raise Refusal(_("回答を待つ質問が多いため、いまは受け付けていません。"), code="too_many")
    now = clock.now()
    due = business_days_after(now.astimezone(clock.JST).date(), ANSWER_DAYS)
    question = Question.objects.create(
        challenge=challenge,
        number=int(rows.aggregate(last=Max("number"))["last"] or 0) + 1,
        text=text,
        asked_by=user_of(actor),
        organization=body_of(actor),
        at=now,
        due_at=now.astimezone(clock.JST).replace(
            year=due.year, month=due.month, day=due.day, hour=17, minute=15, second=0, microsecond=0
        ),
    )
    follow(actor=actor, challenge=challenge)
    desk_open(
        organization=challenge.organization,
        kind=ANSWER,
        subject=subject_of(question),
        title=_("質問に答える：%(title)s") % {"title": challenge.title},
        url=f"{challenge.get_absolute_url()}#question-{question.number}",
        due_at=question.due_at,
    )
    _tell(question, _("新しい質問：%(title)s"), text)
    facts: dict[str, Recorded] = {"number": question.number, "text": text}
    record(actor=ASKER, action="challenges.question.ask", subject=subject_of(challenge), data=facts)
    return question


@transaction.atomic
def question_answer(*, actor: Actor, question: Question, text: str) -> Answer:
    """Answer, or supplement an answer; nothing that was said is ever changed.

    Raises:
        NotYours: if the challenge is another body's.
        Refusal: if the text cannot stand, or the result is public.
    """
    challenge = question.challenge
    insist_owner(actor, challenge)
    text = check_text(text, field="text", limit=2000)
    hold(challenge)
    if challenge.status == Challenge.Status.CONCLUDED:
        raise Refusal(_("結果を公表した後は、回答を足せません。"), code="status")
    number = int(question.answers.aggregate(last=Max("number"))["last"] or 0) + 1
    answer = Answer.objects.create(question=question, number=number, text=text, by=user_of(actor), at=clock.now())
    desk_close(subject=subject_of(question))
    answer_to_desks(challenge)
    _tell(question, _("新しい回答：%(title)s"), text)
    note(actor, "question.answer", challenge, question=question.number, number=number, text=text)
    return answer


def _tell(question: Question, title: str, text: str) -> None:
    challenge = question.challenge
    url = f"{challenge.get_absolute_url()}#question-{question.number}"
    tell_all(challenge, title % {"title": challenge.title}, text, url)
