"""Scores that each reviewer gives alone, and the record of who looked."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.hiring.models import Choice, Conflict, Look, Reviewer, Score
from dejiro.apps.hiring.models.reviews import Stage
from dejiro.apps.hiring.services.common import insist
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.ledger.services import Recorded, record, subject_of

LOWEST, HIGHEST = 1, 5


def stage_of(choice: Choice) -> Stage:
    """Return what is scored now: the papers or the interview."""
    return Stage.SCREEN if choice.opening.is_blind else Stage.INTERVIEW


@transaction.atomic
def scores_give(*, actor: Actor, choice: Choice, reviewer: Reviewer, points: Mapping[int, int]) -> Choice:
    """Score one candidate by every criterion; given again, the new points count until the stage ends.

    Args:
        actor: the reviewer.
        choice: the application.
        reviewer: the actor, as named.
        points: criterion to points, 1 to 5.

    Raises:
        Refusal: outside the time for it, out of range, incomplete, or with a conflict of interest.
    """
    _insist_own(actor, choice, reviewer)
    near = Conflict.objects.filter(reviewer=reviewer, choice=choice).exists()
    insist(not near, _("利害関係を申告した応募は、評価できません。"), code="conflict")
    asked = set(choice.opening.criteria.values_list("pk", flat=True))
    insist(set(points) == asked, _("すべての基準に点を付けてください。"), code="incomplete")
    right = all(LOWEST <= value <= HIGHEST for value in points.values())
    insist(right, _("点は1から5までの整数です。"), code="range")
    stage = stage_of(choice)
    insist(stage == Stage.SCREEN or bool(choice.passed), _("面接に進まなかった応募です。"), code="not_passed")
    for criterion, value in points.items():
        Score.objects.update_or_create(
            reviewer=reviewer, choice=choice, criterion_id=criterion, stage=stage, defaults={"points": value}
        )
    record(actor=actor, action="hiring.score.give", subject=subject_of(choice), data={"stage": str(stage)})
    return choice


@transaction.atomic
def conflict_declare(*, actor: Actor, choice: Choice, reviewer: Reviewer) -> Choice:
    """Keep away from a candidate; points that were given already no longer count."""
    _insist_own(actor, choice, reviewer)
    Conflict.objects.get_or_create(reviewer=reviewer, choice=choice)
    Score.objects.filter(reviewer=reviewer, choice=choice).delete()
    record(actor=actor, action="hiring.conflict.declare", subject=subject_of(choice), data={})
    return choice


@transaction.atomic
def look_record(*, actor: Actor, choice: Choice, paper: int | None = None) -> None:
    """Keep that the actor looked at an application, with or without the name.

    The candidate reads every look. The log has one entry a day for each person and opening, and one for every paper
    (`paper`, its number) that is saved.
    """
    named, today = not choice.opening.is_blind, clock.now().astimezone(clock.JST).date()
    mine = Look.objects.filter(application=choice.application, user=user_of(actor), opening=choice.opening, named=named)
    known = mine.filter(at__date=today).exists()
    Look.objects.create(
        application=choice.application, user=user_of(actor), opening=choice.opening, named=named, at=clock.now()
    )
    if paper is None and known:
        return
    data: dict[str, Recorded] = {"opening": choice.opening_id, "named": named}
    if paper is not None:
        data["paper"] = paper
    record(actor=actor, action="hiring.application.look", subject=subject_of(choice.application), data=data)


def _insist_own(actor: Actor, choice: Choice, reviewer: Reviewer) -> None:
    own = reviewer.user_id == user_of(actor).pk and reviewer.opening_id == choice.opening_id
    insist(own, _("評価できるのは、評価者に選ばれた本人です。"), code="not_reviewer")
    insist(choice.opening.takes_scores, _("いまは評価の期間ではありません。"), code="wrong_time")
