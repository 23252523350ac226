"""Reads: openings, what a reviewer has to do, one's own data, joint recruiting, declined offers in groups."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from dejiro.apps.hiring import access, planning, scoring
from dejiro.apps.hiring.models import (
    Application,
    Cap,
    Choice,
    Conflict,
    Joint,
    Offer,
    Opening,
    Placement,
    Reviewer,
    Score,
    Settlement,
)
from dejiro.apps.hiring.services.joints import commitment_of
from dejiro.apps.hiring.services.reviewing import stage_of
from dejiro.apps.talent import public as talent
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor, membership_in_force
from dejiro.foundation.accounts.models import Membership, User

SMALLEST: Final = 5
FIELDS: Final = ("name", "contact", "years", "role", "skills", "experience", "wanted_pay")
"""What a candidate writes."""


@dataclass(frozen=True)
class Sheet:
    """An application in a reviewer's list; `number` tells applications of one opening apart, without a name."""

    number: int
    choice: Choice
    done: bool
    conflict: bool


@dataclass(frozen=True)
class Group:
    """Declined offers that have something in common; `count` is None where they are fewer than five."""

    label: str
    count: int | None


@dataclass(frozen=True)
class JointFacts:
    """What everybody reads of a joint recruiting: openings with how many were placed, caps, and the seal of the lot.

    `people` took part; `checked` says that the independent checker agrees, now.
    """

    settlement: Settlement | None
    rows: list[tuple[Opening, int]]
    caps: list[Cap]
    commitment: str
    people: int
    placed: int
    checked: bool


@dataclass(frozen=True)
class Result:
    """What a joint recruiting brought an opening, the people of its list by number, and how many nobody scored."""

    outcome: planning.Outcome
    people: Mapping[str, Application]
    unscored: int


def opening_list(actor: Actor, *, role: str = "", state: str = "") -> QuerySet[Opening]:
    """Return the openings that the actor may read, the nearest deadline first; `state` is "open" or ""."""
    rows = access.openings_readable(actor).select_related("organization", "joint")
    if role:
        rows = rows.filter(role=role)
    if state == "open":
        rows = rows.filter(status=Opening.Status.PUBLISHED, deadline__gt=clock.now())
    return rows.order_by("-deadline", "pk")


def people_of(opening: Opening) -> QuerySet[User]:
    """Return who may be named as a reviewer: those who work for the opening's body now."""
    now = Q(memberships__in=_memberships(opening))
    return User.objects.filter(now).distinct().order_by("kana")


def sheets_of(reviewer: Reviewer, choices: Sequence[Choice]) -> list[Sheet]:
    """Return the applications as one reviewer has to judge them; two queries."""
    near = set(Conflict.objects.filter(reviewer=reviewer).values_list("choice", flat=True))
    stages = {
        (choice, stage) for choice, stage in Score.objects.filter(reviewer=reviewer).values_list("choice", "stage")
    }
    return [
        Sheet(number, choice, done=(choice.pk, str(stage_of(choice))) in stages, conflict=choice.pk in near)
        for number, choice in enumerate(choices, start=1)
    ]


def choices_of(application: Application) -> list[Choice]:
    """Return where an application was sent, the most wanted first, with offers."""
    rows = application.choices.select_related("opening__organization", "offer")
    return list(rows.order_by("rank"))


def placements_of(application: Application) -> list[Placement]:
    """Return what joint recruiting brought the candidate."""
    return list(application.placements.select_related("settlement__joint", "opening__organization"))


def steps_of(placement: Placement) -> list[planning.Step]:
    """Return why the candidate did not get what they wanted more."""
    openings = {str(one.pk): one for one in placement.settlement.joint.openings.select_related("organization")}
    passed = placement.application.choices.filter(passed=True).values_list("opening", flat=True)
    return planning.steps_for(placement.settlement, placement.number, openings, [str(key) for key in passed])


def own_data(application: Application) -> dict[str, object]:
    """Return all that the platform keeps of a candidate, for themselves."""
    return {
        **{name: getattr(application, name) for name in FIELDS},
        "retain_until": application.retain_until.isoformat(),
        "choices": [[one.rank, one.opening.title] for one in choices_of(application)],
        "looks": [[one.at.isoformat(), one.user.name, one.named] for one in application.looks.select_related("user")],
    }


def joint_facts(actor: Actor, joint: Joint) -> JointFacts:
    """Return what the actor reads of a joint recruiting; drafts are there for their bodies alone."""
    settlement = Settlement.objects.filter(joint=joint).first()
    posts = Counter(planning.places_of(settlement.matching).values()) if settlement else Counter[str | None]()
    openings = access.openings_readable(actor).filter(joint=joint).select_related("organization")
    return JointFacts(
        settlement=settlement,
        rows=[(one, posts[str(one.pk)]) for one in openings.order_by("pk")],
        caps=list(joint.caps.all()),
        commitment=commitment_of(joint),
        people=posts.total(),
        placed=posts.total() - posts[None],
        checked=settlement is not None and planning.checked(settlement),
    )


def result_of(opening: Opening, settlement: Settlement) -> Result:
    """Return what an opening's body reads of the settlement."""
    people = {one.number: one.application for one in settlement.placements.select_related("application")}
    return Result(planning.outcome_for(settlement, opening), people, scoring.unscored(opening))


def bundle_of(settlement: Settlement) -> dict[str, object]:
    """Return the problem, the answer, the seed and all points, without personal data, to be recomputed by anybody.

    Candidates stand by the settlement's numbers, reviewers by others.
    """
    joint = settlement.joint
    numbers = dict(settlement.placements.values_list("application", "number"))
    openings = joint.openings.exclude(status=Opening.Status.DRAFT).order_by("pk")
    return {
        "title": joint.title,
        "fictional": joint.created_by.fictional,
        "seed": joint.secret,
        "commitment": commitment_of(joint),
        "problem": settlement.problem,
        "matching": settlement.matching,
        "scores": {str(one.pk): scoring.sheets_for_bundle(one, numbers) for one in openings},
        "settled_at": settlement.settled_at.isoformat(),
    }


def declined_groups(area_id: int) -> dict[str, list[Group]]:
    """Return the declined offers of a prefecture by reason, role and distance of pay; small groups without figure."""
    rows = list(
        Offer.objects.filter(choice__opening__area=area_id, status=Offer.Status.DECLINED).values_list(
            "reason", "choice__opening__role", "distance"
        )
    )
    distances = {
        "none": _("希望額以上"),
        "to10": _("希望額より10%まで低い"),
        "to20": _("希望額より10%から20%低い"),
        "more": _("希望額より20%を超えて低い"),
        "": _("希望額が書かれていない、または日額"),
    }
    return {
        "reason": _groups([str(Offer.Reason(reason).label) for reason, _role, _distance in rows]),
        "role": _groups([talent.role_label(role) for _reason, role, _distance in rows]),
        "distance": _groups([distances[distance] for _reason, _role, distance in rows]),
    }


def _groups(labels: Sequence[str]) -> list[Group]:
    counts = Counter(labels).most_common()
    return [Group(label, count if count >= SMALLEST else None) for label, count in sorted(counts)]


def _memberships(opening: Opening) -> QuerySet[Membership]:
    now = membership_in_force(clock.now())
    return Membership.objects.filter(now, organization=opening.organization, role__in=access.REVIEWERS)
