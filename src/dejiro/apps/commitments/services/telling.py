"""Whom a round asks for something, and whom it tells."""

from django.utils.translation import gettext as _

from dejiro.apps.commitments import selectors
from dejiro.apps.commitments.models import Commitment, Decision, Round
from dejiro.apps.commitments.urls_of import commitment_url, round_url
from dejiro.apps.needs import public as needs
from dejiro.foundation.accounts.models import Role, User
from dejiro.foundation.accounts.selectors import people_of
from dejiro.foundation.calendars import Month, business_days_after, due_end_of
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.notices.services import desk_open, tell
from dejiro.foundation.organizations.models import Organization

MONTHS_TO_EFFECT = 3


def ask_for_commitments(round_: Round) -> None:
    """Put the question on the desk of every body of the need that has not answered."""
    for body in selectors.waiting_bodies(round_):
        _ask(round_, body)


def ask_for_the_rest(round_: Round) -> None:
    """Move what lies on desks about the round to its new closing date."""
    ask_for_commitments(round_)
    for commitment in round_.commitments.select_related("organization", "prepared_by"):
        if commitment.status == Commitment.Status.SUBMITTED:
            ask_for_approval(commitment)
        if commitment.status == Commitment.Status.RETURNED:
            ask_for_revision(commitment)


def ask_again(round_: Round, body: Organization) -> None:
    """Put the question on a body's desk once more, if the round asks it at all."""
    if body in needs.bodies_of(round_.need):
        _ask(round_, body)


def _ask(round_: Round, body: Organization) -> None:
    desk_open(
        organization=body,
        kind="round.answer",
        subject=subject_of(round_),
        title=_("参加するか答える：%(title)s") % {"title": round_.title},
        url=round_url(round_),
        due_at=round_.closes_at,
        ends_at=round_.closes_at,
    )


def ask_for_approval(commitment: Commitment) -> None:
    """Put a commitment on the approvers' desk."""
    desk_open(
        organization=commitment.organization,
        kind="commitment.approve",
        subject=subject_of(commitment),
        title=_("約束を承認する：%(title)s") % {"title": commitment.round.title},
        url=commitment_url(commitment),
        due_at=commitment.round.closes_at,
        ends_at=commitment.round.closes_at,
        role=Role.APPROVER,
    )


def ask_for_revision(commitment: Commitment) -> None:
    """Put a returned commitment on the desk of who prepared it."""
    desk_open(
        organization=commitment.organization,
        kind="commitment.revise",
        subject=subject_of(commitment),
        title=_("約束を直す：%(title)s") % {"title": commitment.round.title},
        url=commitment_url(commitment),
        due_at=commitment.round.closes_at,
        ends_at=commitment.round.closes_at,
        person=commitment.prepared_by,
    )


def ask_for_effects(round_: Round, start: Month) -> None:
    """Ask every body of the group that has a baseline for its effect, some months after the start."""
    members = round_.commitments.filter(
        status=Commitment.Status.IN_FORCE,
        organization__code__in=round_.decision.summary["members"],
        baseline__isnull=False,
    )
    for commitment in members.select_related("organization"):
        desk_open(
            organization=commitment.organization,
            kind="effect.enter",
            subject=subject_of(round_),
            title=_("効果を入力する：%(title)s") % {"title": round_.title},
            url=commitment_url(commitment),
            due_at=due_end_of(business_days_after(start.plus(MONTHS_TO_EFFECT).ends_on, 0)),
        )


def tell_participants(round_: Round, *, title: str, body: str) -> None:
    """Tell the people who prepared or approved a commitment that is in force."""
    tell(people=_people_behind(round_), title=title, body=body, url=round_url(round_))


def tell_decision(round_: Round, decision: Decision) -> None:
    """Tell every body that committed how the round was decided, and the coordinators too."""
    title = _("%(status)s：%(title)s") % {"status": round_.get_status_display(), "title": round_.title}
    people = [*_people_behind(round_), *people_of(round_.area, Role.COORDINATOR)]
    tell(people=people, title=title, body=decision.reason, url=round_url(round_))


def _people_behind(round_: Round) -> list[User]:
    rows = round_.commitments.filter(status=Commitment.Status.IN_FORCE).select_related("prepared_by", "approved_by")
    return [user for row in rows for user in (row.prepared_by, row.approved_by) if user is not None]
