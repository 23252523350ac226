"""Reads: what a person's page, a hand-over's preview and the public register show."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor, membership_in_force, not_ended
from dejiro.foundation.accounts.models import ApiToken, Delegation, Membership, Role, TeamMembership, User
from dejiro.foundation.accounts.selectors import memberships_open
from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.notices.models import DeskItem, Notice
from dejiro.foundation.organizations.models import Organization, Rule
from dejiro.foundation.organizations.rules import DEFAULTS, Default, RuleInForce
from dejiro.foundation.organizations.selectors import municipalities_of, organizations_in_force, with_merged


@dataclass(frozen=True)
class Takeover:
    """What a hand-over would move, and what it would end."""

    memberships: Sequence[Membership]
    desk: Sequence[DeskItem]
    seats: int
    organization_keys: int
    personal_keys: int
    loans: int


@dataclass(frozen=True)
class RuleView:
    """A rule of an area: as it holds today, and every version that was ever adopted, newest first."""

    key: str
    default: Default
    now: RuleInForce
    versions: Sequence[Rule]


def memberships_ever(user: User, organization: Organization) -> QuerySet[Membership]:
    """Return a person's memberships in a body, past ones too, newest first."""
    rows = Membership.objects.filter(user=user, organization=organization).select_related("unit")
    return rows.order_by("-valid_from", "role")


def delegations_in(organization: Organization, person: User | None = None) -> QuerySet[Delegation]:
    """Return a body's loans that have not ended, or only those that a person gave or received, by end."""
    loans = Delegation.objects.filter(membership__organization=organization, valid_to__gt=clock.now())
    if person is not None:
        loans = loans.filter(Q(user=person) | Q(membership__user=person))
    return loans.select_related("membership__user", "membership__unit", "user").order_by("valid_to", "pk")


def lendable(user: User, organization: Organization) -> QuerySet[Membership]:
    """Return the open memberships of a person in a body; which of them can be lent, the service says."""
    return memberships_open(organization).filter(user=user).select_related("unit")


def takeover(predecessor: User, organization: Organization) -> Takeover:
    """Return what a hand-over in a body would move; seven queries."""
    held = list(memberships_open(organization).filter(user=predecessor).select_related("unit"))
    keys = ApiToken.objects.filter(membership__in=held, revoked_at=None)
    desk = DeskItem.objects.filter(organization__in=with_merged(organization), person=predecessor, closed_at=None)
    loans = delegations_in(organization, predecessor)
    return Takeover(
        memberships=held,
        desk=list(desk),
        seats=TeamMembership.objects.filter(membership__in=held).count(),
        organization_keys=keys.filter(for_organization=True).count(),
        personal_keys=keys.filter(for_organization=False).count(),
        loans=loans.count(),
    )


def rules_of(area: Organization, *, on: date) -> list[RuleView]:
    """Return every rule of an area with its versions; one query."""
    versions: dict[str, list[Rule]] = {key: [] for key in DEFAULTS}
    for rule in Rule.objects.filter(area=area, key__in=DEFAULTS).order_by("-valid_from"):
        versions[rule.key].append(rule)
    return [_rule_view(key, versions[key], on) for key in DEFAULTS]


def _rule_view(key: str, versions: Sequence[Rule], on: date) -> RuleView:
    default = DEFAULTS[key]
    label = str(default.label)
    held = next((rule for rule in versions if rule.valid_from <= on), None)
    now = RuleInForce(key, label, default.value, str(default.text), None)
    if held is not None:
        now = RuleInForce(key, label, int(held.value), held.text, held.valid_from)
    return RuleView(key, default, now, versions)


def organizations_public(*, area: str = "", kind: str = "") -> QuerySet[Organization]:
    """Return the bodies that exist today, of an area or kind if asked, in order of code."""
    bodies = organizations_in_force().select_related("area")
    if area:
        bodies = bodies.filter(Q(area__code=area) | Q(code=area))
    return bodies.filter(kind=kind) if kind else bodies


def areas_in_force() -> QuerySet[Organization]:
    """Return the prefectures, in order of code."""
    return organizations_in_force().filter(kind=Organization.Kind.PREFECTURE)


def about(user: User) -> dict[str, object]:
    """Return everything that the platform keeps about a person, as JSON; for the person themself."""
    tokens = ApiToken.objects.filter(membership__user=user).order_by("pk")
    loans = Delegation.objects.filter(Q(user=user) | Q(membership__user=user)).order_by("pk")
    memberships = Membership.objects.filter(user=user).select_related("organization", "unit").order_by("pk")
    return {
        "person": {"email": user.email, "name": user.name, "kana": user.kana, "phone": user.phone},
        "pseudonym": str(user.ref),
        "registered_at": user.date_joined.isoformat(),
        "memberships": [_membership(row) for row in memberships],
        "delegations": list(loans.values("membership_id", "user_id", "valid_from", "valid_to")),
        "keys": list(tokens.values("name", "prefix", "scopes", "created_at", "expires_at", "revoked_at")),
        "notices": list(Notice.objects.filter(user=user).values("title", "body", "created_at", "read_at")),
        "log": list(Entry.objects.filter(actor_ref=str(user.ref)).values("index", "at", "action", "subject")),
    }


def _membership(row: Membership) -> dict[str, object]:
    return {
        "organization": row.organization.name,
        "unit": row.unit.name if row.unit else None,
        "role": row.role,
        "from": row.valid_from.isoformat(),
        "to": row.valid_to.isoformat() if row.valid_to else None,
    }


@dataclass(frozen=True)
class Merger:
    """A merged body whose people are not in its successor yet, and how many they are."""

    predecessor: Organization
    successor: Organization
    people: int


def mergers_waiting(actor: Actor) -> list[Merger]:
    """Return the mergers after which the actor may let people go over, in order of code; three queries."""
    merged = Organization.objects.filter(area=actor.area, successor__isnull=False, valid_to__lte=clock.today())
    ended = {body.pk: body for body in merged.select_related("successor").order_by("code")}
    held = Membership.objects.filter(not_ended(clock.now()), organization__in=ended, user__is_active=True)
    counts = dict(held.order_by().values_list("organization").annotate(people=Count("user", distinct=True)))
    in_charge = Membership.objects.filter(membership_in_force(clock.now()), role=Role.ADMINISTRATOR)
    run = set(in_charge.filter(organization__area=actor.area).values_list("organization", flat=True))
    found = [Merger(body, _heir(body, ended), counts[body.pk]) for body in ended.values() if body.pk in counts]
    return [one for one in found if _lets_over(actor, one.successor, run)]


def _heir(body: Organization, ended: Mapping[int, Organization]) -> Organization:
    assert body.successor is not None
    return _heir(ended[body.successor.pk], ended) if body.successor.pk in ended else body.successor


def _lets_over(actor: Actor, successor: Organization, run: Collection[int]) -> bool:
    """True for the successor's administrator, and for the prefecture as long as the successor has none."""
    if actor.organization == successor:
        return actor.has(Role.ADMINISTRATOR)
    return actor.organization == actor.area and successor.pk not in run


def bodies_without_administrator(area: Organization) -> list[Organization]:
    """Return the municipalities of a prefecture in which nobody is administrator now, in order of code; one query."""
    held = Membership.objects.filter(membership_in_force(clock.now()), role=Role.ADMINISTRATOR)
    return list(municipalities_of(area).exclude(pk__in=held.values("organization")).order_by("code"))
