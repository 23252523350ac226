"""An opening from draft to scores that stand."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.hiring import access
from dejiro.apps.hiring.models import Choice, Criterion, Opening, Reviewer, Score
from dejiro.apps.hiring.services.common import insist, insist_mine
from dejiro.apps.hiring.terms import OpeningTerms, check_opening
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import User
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import record, subject_of
from dejiro.foundation.notices.services import desk_close, desk_open

Status = Opening.Status


@transaction.atomic
def opening_create(*, actor: Actor, terms: OpeningTerms) -> Opening:
    """Draft an opening for the actor's body.

    Raises:
        Refusal: if the terms cannot stand, or the actor may not.
    """
    insist_mine(allowed=access.may_write(actor))
    assert actor.organization is not None
    check_opening(terms, now=clock.now())
    body = actor.organization
    opening = Opening(
        area=body.area or body, organization=body, created_by=user_of(actor), created_at=clock.now(), **terms.row()
    )
    _save(opening, terms)
    desk_open(
        organization=body,
        kind="hiring.publish",
        subject=subject_of(opening),
        title=_("求人を確かめて公開する：%(title)s") % {"title": opening.title},
        url=opening.get_absolute_url(),
        due_at=opening.deadline,
    )
    _record(actor, "create", opening)
    return opening


@transaction.atomic
def opening_update(*, actor: Actor, opening: Opening, terms: OpeningTerms, version: int | None = None) -> Opening:
    """Change a draft; what people apply to does not move under them.

    Raises:
        Refusal: if the opening is published, or the terms cannot stand.
        Conflict: if somebody else changed it meanwhile.
    """
    insist_mine(allowed=access.owns(actor, opening))
    check_version(opening, version)
    insist(opening.status == Status.DRAFT, _("公開した求人は、変えられません。"), code="published")
    check_opening(terms, now=clock.now())
    for name, value in terms.row().items():
        setattr(opening, name, value)
    opening.version += 1
    opening.criteria.all().delete()
    _save(opening, terms)
    _record(actor, "update", opening)
    return opening


@transaction.atomic
def opening_publish(*, actor: Actor, opening: Opening) -> Opening:
    """Show the opening to everybody; its criteria and weights stand from now on.

    Raises:
        Refusal: if it is public already, its deadline has passed, or its joint recruiting is over.
    """
    _lock(actor, opening)
    insist_mine(allowed=access.may_publish(actor, opening))
    insist(opening.status == Status.DRAFT, _("この求人は、もう公開しています。"), code="published")
    insist(opening.deadline > clock.now(), _("締切が過ぎています。直してから公開してください。"), code="late")
    opening.published_at = clock.now()
    _move(opening, Status.PUBLISHED)
    desk_close(subject=subject_of(opening))
    _ask_for(opening, _("評価者を決め、締切の後に書類を評価する：%(title)s"))
    _record(actor, "publish", opening, deadline=opening.deadline.isoformat())
    return opening


@transaction.atomic
def reviewers_name(*, actor: Actor, opening: Opening, users: Collection[User]) -> Opening:
    """Name who scores; fixed from the first score on.

    Raises:
        Refusal: if somebody has scored already, or nobody is named.
    """
    _lock(actor, opening)
    insist(bool(users), _("評価者を1人以上選んでください。"), code="nobody", field="users")
    begun = Score.objects.filter(choice__opening=opening).exists()
    insist(not begun, _("評価が始まっています。評価者は変えられません。"), code="begun", field="users")
    opening.reviewers.exclude(user__in=users).delete()
    known = set(opening.reviewers.values_list("user", flat=True))
    Reviewer.objects.bulk_create(Reviewer(opening=opening, user=user) for user in users if user.pk not in known)
    refs = sorted(str(user.ref) for user in users)
    record(actor=actor, action="hiring.reviewers.name", subject=subject_of(opening), data={"reviewers": refs})
    return opening


@transaction.atomic
def interviews_begin(*, actor: Actor, opening: Opening, choices: Collection[Choice]) -> Opening:
    """Say who goes on to the interview. From here on the body sees their names, and the scores of the papers stand.

    Raises:
        Refusal: if the deadline has not come, or nobody goes on.
    """
    _lock(actor, opening)
    insist_mine(allowed=access.may_publish(actor, opening))
    right = opening.status == Status.PUBLISHED and opening.takes_scores
    insist(right, _("締切の後、書類の評価をしている求人だけで行えます。"), code="wrong_status")
    taken = {choice.pk for choice in choices}
    opening.choices.filter(pk__in=taken).update(passed=True)
    opening.choices.exclude(pk__in=taken).update(passed=False)
    _move(opening, Status.INTERVIEW)
    _record(actor, "interview", opening, passed=len(taken), applied=opening.choices.count())
    return opening


@transaction.atomic
def scores_close(*, actor: Actor, opening: Opening) -> Opening:
    """End the scoring; offers may be made, and joint recruiting may be settled.

    Raises:
        Refusal: if the interviews have not begun.
    """
    _lock(actor, opening)
    insist_mine(allowed=access.may_publish(actor, opening))
    insist(opening.status == Status.INTERVIEW, _("面接中の求人だけで行えます。"), code="wrong_status")
    _move(opening, Status.SCORED)
    desk_close(subject=subject_of(opening))
    _record(actor, "close", opening)
    return opening


def _ask_for(opening: Opening, title: str) -> None:
    desk_open(
        organization=opening.organization,
        kind="hiring.review",
        subject=subject_of(opening),
        title=title % {"title": opening.title},
        url=opening.get_absolute_url(),
        due_at=opening.deadline,
    )


def _lock(actor: Actor, opening: Opening) -> None:
    """Insist on the owner, and read again under a lock how far the opening is."""
    insist_mine(allowed=access.owns(actor, opening))
    held = Opening.objects.select_for_update().only("status", "version").get(pk=opening.pk)
    opening.status, opening.version = held.status, held.version


def _save(opening: Opening, terms: OpeningTerms) -> None:
    opening.full_clean()
    opening.save()
    Criterion.objects.bulk_create(
        Criterion(opening=opening, name=name, weight=weight) for name, weight in terms.criteria
    )


def _move(opening: Opening, status: Status) -> None:
    opening.status = status
    opening.version += 1
    opening.save()


def _record(actor: Actor, verb: str, opening: Opening, **facts: str | int) -> None:
    data = {"title": opening.title, **facts}
    record(actor=actor, action=f"hiring.opening.{verb}", subject=subject_of(opening), data=data)
