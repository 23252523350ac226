"""Choosing among the ideas, with a public reason for each, and saying what came of it."""

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.challenges.models import Challenge, Idea, Question
from dejiro.apps.challenges.services.attempts import challenge_known, idea_known
from dejiro.apps.challenges.services.common import DECIDE, hold, insist_signer, insist_status, note
from dejiro.apps.challenges.services.following import tell_all
from dejiro.apps.challenges.services.ideas import amendments_end
from dejiro.apps.challenges.terms import check_text
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import Refusal
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.notices.services import desk_close

Status = Challenge.Status
REASON: int = 2000


@transaction.atomic
def challenge_close(*, actor: Actor, challenge: Challenge) -> Challenge:
    """Begin to choose, once the promised last day is over and every question is answered.

    Raises:
        Refusal: before the deadline, or while a question waits.
    """
    insist_signer(actor, challenge)
    hold(challenge)
    insist_status(challenge, Status.PUBLISHED, _("公開中の募集だけを締め切れます。"))
    if clock.now() < challenge.ideas_until:
        raise Refusal(_("締切の前です。約束した締切まで受け付けてください。"), code="early")
    if Question.objects.filter(challenge=challenge, answers=None).exists():
        raise Refusal(_("回答していない質問があります。すべてに答えてから、選考を始めてください。"), code="unanswered")
    challenge.status, challenge.closed_at = Status.CLOSED, clock.now()
    _save(challenge)
    for idea in challenge.ideas.filter(status=Idea.Status.OFFERED):
        amendments_end(idea, _("募集が締め切られました。"))
    challenge_known(challenge)
    tell_all(challenge, _("選考を始めました：%(title)s") % {"title": challenge.title}, "", challenge.get_absolute_url())
    note(actor, "challenge.close", challenge)
    return challenge


@transaction.atomic
def idea_choose(*, actor: Actor, idea: Idea, reason: str) -> Idea:
    """Choose an idea, so that a pilot can start from it.

    Raises:
        Refusal: before the choice began, without a reason, or when it was decided on.
    """
    return _decide(actor, idea, Idea.Status.CHOSEN, reason)


@transaction.atomic
def idea_reject(*, actor: Actor, idea: Idea, reason: str) -> Idea:
    """Do not choose an idea; the reason is public.

    Raises:
        Refusal: before the choice began, without a reason, or when it was decided on.
    """
    return _decide(actor, idea, Idea.Status.REJECTED, reason)


@transaction.atomic
def challenge_conclude(*, actor: Actor, challenge: Challenge, conclusion: str) -> Challenge:
    """Say in public what came of the challenge, once every idea has its answer.

    Raises:
        Refusal: while an idea waits, or without words.
    """
    insist_signer(actor, challenge)
    conclusion = check_text(conclusion, field="conclusion")
    hold(challenge)
    insist_status(challenge, Status.CLOSED, _("選考を始めた募集だけ、結果を公表できます。"))
    waiting = challenge.ideas.filter(status=Idea.Status.OFFERED).count()
    if waiting:
        message = _("まだ決めていないアイデアが%(count)d件あります。すべてに理由を付けて決めてください。")
        raise Refusal(message % {"count": waiting}, code="undecided")
    challenge.status, challenge.concluded_at, challenge.conclusion = Status.CONCLUDED, clock.now(), conclusion
    _save(challenge)
    desk_close(subject=subject_of(challenge), kind=DECIDE)
    challenge_known(challenge)
    title = _("結果が公表されました：%(title)s") % {"title": challenge.title}
    tell_all(challenge, title, conclusion, challenge.get_absolute_url())
    note(actor, "challenge.conclude", challenge, conclusion=conclusion)
    return challenge


def _decide(actor: Actor, idea: Idea, status: str, reason: str) -> Idea:
    challenge = idea.challenge
    insist_signer(actor, challenge)
    reason = check_text(reason, field="reason", limit=REASON)
    hold(challenge)
    insist_status(challenge, Status.CLOSED, _("締め切って選考を始めてから、決めてください。"))
    held = Idea.objects.select_for_update().values_list("status", flat=True).get(pk=idea.pk)
    if held != Idea.Status.OFFERED:
        raise Refusal(_("このアイデアは、もう決まっています。"), code="decided")
    idea.status, idea.reason = status, reason
    idea.decided_by, idea.decided_at = user_of(actor), clock.now()
    idea.version += 1
    idea.full_clean(validate_constraints=False)
    idea.save()
    idea_known(idea)
    verb = "choose" if status == Idea.Status.CHOSEN else "reject"
    title = _("アイデアの結果：%(title)s") % {"title": idea.title}
    tell_all(challenge, title, reason, idea.get_absolute_url())
    note(actor, f"idea.{verb}", idea, reason=reason)
    return idea


def _save(challenge: Challenge) -> None:
    challenge.version += 1
    challenge.full_clean()
    challenge.save()
