"""What every service of the challenges asks first, and what it leaves behind."""

from typing import Final

from django.utils.translation import gettext as _

from dejiro.apps.challenges import access
from dejiro.apps.challenges.models import Challenge
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.ledger.services import Recorded, record, subject_of
from dejiro.foundation.organizations.models import Organization
from dejiro.ui.formats import jdate

PUBLISH: Final = "challenge.publish"
DECIDE: Final = "challenge.decide"
ANSWER: Final = "question.answer"
READ: Final = "answer.read"
AMEND: Final = "amendment.decide"
SPONSOR: Final = "sponsor.decide"


def body_of(actor: Actor) -> Organization:
    """Return the body for which the person acts.

    Raises:
        NotYours: if the person acts for none.
    """
    if actor.organization is None:
        raise NotYours(_("この操作は、団体に所属する人ができます。"), code="no_body")
    return actor.organization


def insist_owner(actor: Actor, challenge: Challenge) -> None:
    """Go on only when the actor runs the challenge.

    Raises:
        NotYours: if it is another body's.
    """
    if not access.owns(actor, challenge):
        raise NotYours(_("この募集を進められるのは、募集した団体です。"), code="not_owner")


def insist_signer(actor: Actor, challenge: Challenge) -> None:
    """Go on only when the actor may decide for the challenge's body.

    Raises:
        NotYours: if the actor may not.
    """
    if not access.signs(actor, challenge):
        raise NotYours(_("これを決められるのは、募集した団体の承認者か調整担当です。"), code="not_signer")


def hold(challenge: Challenge) -> Challenge:
    """Queue up with all others who write in this challenge, and see it as it stands now."""
    held = Challenge.objects.select_for_update().get(pk=challenge.pk)
    challenge.status, challenge.version = held.status, held.version
    challenge.questions_until, challenge.ideas_until = held.questions_until, held.ideas_until
    return challenge


def insist_status(challenge: Challenge, status: str, message: str) -> None:
    """Go on only in this state.

    Raises:
        Refusal: in another one.
    """
    if challenge.status != status:
        raise Refusal(message, code="status")


def insist_taking_ideas(challenge: Challenge) -> None:
    """Go on only while ideas come in and may be changed.

    Raises:
        Refusal: before or after that.
    """
    if challenge.status == Challenge.Status.DRAFT:
        raise Refusal(_("この募集は、まだ公開されていません。"), code="status")
    if not challenge.takes_ideas:
        message = _("アイデアの締切（%(day)s）を過ぎたため、受け付けませんでした。書いた文は、下に残っています。")
        raise Refusal(message % {"day": jdate(challenge.ideas_day)}, code="late")


def note(actor: Actor, action: str, subject: object, **facts: Recorded) -> None:
    """Record an act of the challenges."""
    record(actor=actor, action=f"challenges.{action}", subject=subject_of(subject), data=facts)  # type: ignore[arg-type]
