"""What the services of pilots share: who acts, who is told, what is found."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from dejiro.apps.challenges.public import Attempt, attempt_register
from dejiro.apps.pilots.models import Certification, Outcome, Pilot
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import membership_in_force
from dejiro.foundation.accounts.models import Membership, Role, User
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.selectors import in_place_of
from dejiro.foundation.search.services import index

REGISTER: Final = "pilots.pilot.register"
JUDGE: Final = "pilots.pilot.judge"
RENEW: Final = "pilots.certification.renew"
TRIED: Final = {
    Outcome.ADOPT: Attempt.Outcome.ADOPTED,
    Outcome.STOP: Attempt.Outcome.STOPPED,
    Outcome.INCONCLUSIVE: Attempt.Outcome.INCONCLUSIVE,
}


def insist(allowed: object, message: str) -> None:
    """Go on only when the actor may do this.

    Raises:
        NotYours: with the message.
    """
    if not allowed:
        raise NotYours(message, code="not_allowed")


def insist_status(pilot: Pilot, *allowed: str) -> None:
    """Go on only when the pilot stands there.

    Raises:
        Refusal: saying where it stands.
    """
    if pilot.status not in allowed:
        message = _("この実証は、いま「%(status)s」です。画面を開き直して、できることを確かめてください。")
        raise Refusal(message % {"status": pilot.get_status_display()}, code="status")


def insist_words(text: str, field: str, message: str) -> None:
    """Go on only when something was written.

    Raises:
        Refusal: at the field.
    """
    if not text.strip():
        raise Refusal(message, code=field, field=field)


def people_of(bodies: Iterable[Organization], *roles: Role) -> list[User]:
    """Return those who hold one of the roles in one of the bodies, or in its successor, now; one query."""
    rows = Membership.objects.filter(
        membership_in_force(clock.now()), organization__in=[in_place_of(body) for body in bodies], role__in=roles
    ).select_related("user")
    return [row.user for row in rows]


def parties_of(pilot: Pilot) -> list[User]:
    """Return the people of the bodies and of the company that take part."""
    bodies = [pilot.organization, *pilot.partners.all(), *([pilot.company] if pilot.company else [])]
    return people_of(bodies, Role.MEMBER, Role.APPROVER, Role.COMPANY)


def pilot_index(pilot: Pilot) -> None:
    """Let everyone in the area find a registered pilot, with its verdict and the reasons for it."""
    words = (
        pilot.product,
        pilot.summary,
        pilot.metric,
        pilot.get_outcome_display() if pilot.outcome else "",
        pilot.reasons,
    )
    index(
        kind="pilot",
        key=pilot.pk,
        area=pilot.area,
        organization=pilot.organization,
        public=True,
        title=pilot.title,
        text="\n".join(word for word in words if word),
        url=pilot.get_absolute_url(),
    )


def pilot_tried(pilot: Pilot, outcome: str, reason: str) -> None:
    """Let those who have the same in mind find what was tried and how it ended, failures included."""
    attempt_register(
        kind="pilot",
        key=pilot.pk,
        organization=pilot.organization,
        title=pilot.title,
        text=f"{pilot.product}\n{pilot.summary}",
        outcome=TRIED[Outcome(outcome)],
        url=pilot.get_absolute_url(),
        reason=reason,
    )


def certification_index(row: Certification) -> None:
    """Let everyone in the area find a certification."""
    index(
        kind="certification",
        key=row.pk,
        area=row.area,
        organization=row.issuer,
        public=True,
        title=row.product,
        text=f"{row.company_name}\n{row.issuer.name}\n{row.purpose}\n{row.decision}\n{row.revoked_reason}",
        url=row.get_absolute_url(),
    )
