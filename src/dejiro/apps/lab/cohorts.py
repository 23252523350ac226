"""To which cohort each participant belongs: the group of their invitation, or in what capacity they are registered.

Nothing is stored that ties a vote to either; the keyed hashes are made anew for each computation and forgotten after.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dejiro.apps.lab.identity import code_keys, user_keys
from dejiro.apps.lab.models import Conversation
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import membership_in_force
from dejiro.foundation.accounts.models import Membership
from dejiro.foundation.organizations.models import Organization

Kind = Organization.Kind
OFFICES: Final = "offices"
CAPACITIES: Final[Mapping[str, str]] = {
    Kind.RESIDENTS: "residents",
    Kind.COMPANY: "companies",
    Kind.PREFECTURE: OFFICES,
    Kind.MUNICIPALITY: OFFICES,
    Kind.PLATFORM: OFFICES,
}
"""By kind of organization; who is in several counts for the last one named here."""


def cohorts_of(conversation: Conversation, keys: Sequence[str]) -> dict[int, str]:
    """Return the cohort of each participant, by place in `keys`; who has none is left out. At most one query."""
    known = dict(_cohorts(conversation))
    return {place: known[key] for place, key in enumerate(keys) if key in known}


def _cohorts(conversation: Conversation) -> Iterator[tuple[str, str]]:
    if conversation.policy == Conversation.Policy.CODES:
        for code in conversation.codes.exclude(group=""):
            yield from ((key, code.group) for key in code_keys(conversation, code))
    if conversation.policy == Conversation.Policy.REGISTERED:
        order = list(CAPACITIES)
        for ref, kind in sorted(_registered(conversation), key=lambda row: order.index(row[1])):
            yield from ((key, CAPACITIES[kind]) for key in user_keys(conversation, ref))


def _registered(conversation: Conversation) -> list[tuple[object, str]]:
    rows = Membership.objects.filter(membership_in_force(clock.now()))
    around = rows.filter(organization__area=conversation.area) | rows.filter(organization=conversation.area)
    return list(around.values_list("user__ref", "organization__kind").distinct())
