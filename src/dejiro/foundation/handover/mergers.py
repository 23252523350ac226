"""A merged body's people go over to its successor: chosen roles begin there, and every right in the old body ends."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor, not_ended
from dejiro.foundation.accounts.models import Membership, Role, User
from dejiro.foundation.accounts.services.authority import ROLES_OF_KIND, check_in_force, check_manages
from dejiro.foundation.accounts.services.endings import RightsEnded, end_memberships
from dejiro.foundation.errors import Refusal
from dejiro.foundation.handover.services import inherit, seats_pass_on
from dejiro.foundation.ledger.services import record, subject_of
from dejiro.foundation.notices.services import tell
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.selectors import merged_into, units_of

ME: Final = "/people/me/"


@dataclass(frozen=True)
class TakenOver:
    """What went over: the roles that people have in the successor now, who has none there, and what ended."""

    predecessor: Organization
    successor: Organization
    heirs: Sequence[Membership]
    left_out: Sequence[User]
    ended: RightsEnded
    seats: int

    @property
    def people(self) -> list[User]:
        """Who went over, each once, by number."""
        return sorted({one.user for one in self.heirs}, key=lambda user: user.pk)


def roles_waiting(predecessor: Organization, successor: Organization) -> list[Membership]:
    """Return the roles of a merged body's people that can go over to its successor, by reading and role; one query."""
    rows = Membership.objects.filter(not_ended(clock.now()), organization=predecessor, user__is_active=True)
    fitting = rows.filter(role__in=ROLES_OF_KIND[Organization.Kind(successor.kind)])
    return list(fitting.select_related("user", "unit").order_by("user__kana", "user", "role", "pk"))


@transaction.atomic
def people_take_over(
    *, actor: Actor, predecessor: Organization, successor: Organization, memberships: Collection[int]
) -> TakenOver:
    """Give people of a merged body the same roles in its successor, and end every right in the body that is no more.

    They sit in the section of the same name, where there is one, and keep their seats in working groups. Loans (代決)
    and API keys end: whoever needs them gives them anew. Everybody concerned is told.

    Args:
        actor: an administrator of the successor; of the prefecture as long as the successor has none.
        predecessor: a body that was merged into the successor by today.
        successor: where the roles begin, now.
        memberships: the numbers of the roles that go over; the others of the predecessor end only.

    Raises:
        NotYours: if the actor may not give rights in the successor.
        Refusal: if the one was not merged into the other, nobody is left there, or a role is not among those.
    """
    check_manages(actor, successor)
    now = clock.now()
    check_in_force(successor, now)
    if predecessor.pk not in merged_into(successor):
        message = _("%(name)sは、%(successor)sに合併されていません。") % {
            "name": predecessor.name,
            "successor": successor.name,
        }
        raise Refusal(message, code="merger.none")
    left = Membership.objects.select_for_update(of=("self",)).select_related("user", "unit")
    held = list(left.filter(not_ended(now), organization=predecessor).order_by("pk"))
    chosen = _chosen(held, successor, memberships)
    heirs = _heirs(chosen, successor, now)
    seats = seats_pass_on(heirs)
    result = TakenOver(
        predecessor=predecessor,
        successor=successor,
        heirs=[heirs[one.pk] for one in chosen],
        left_out=_left_out(held, chosen),
        seats=seats,
        ended=end_memberships(held, at=now, also=Q(membership__organization=predecessor)),
    )
    _record(actor, result)
    _tell(result)
    return result


def _chosen(held: Sequence[Membership], successor: Organization, wanted: Collection[int]) -> list[Membership]:
    if not held:
        raise Refusal(_("引き継ぐ人は、もういません。"), code="merger.done")
    fitting = ROLES_OF_KIND[Organization.Kind(successor.kind)]
    known = {one.pk: one for one in held if one.user.is_active and one.role in fitting}
    if not known.keys() >= set(wanted):
        message = _("一覧が変わりました。もう一度、引き継ぐ役割を確かめてください。")
        raise Refusal(message, code="merger.changed", field="memberships")
    return [one for one in known.values() if one.pk in set(wanted)]


def _heirs(chosen: Sequence[Membership], successor: Organization, at: datetime) -> dict[int, Membership]:
    sections = {unit.name: unit for unit in units_of(successor)}
    return {
        one.pk: inherit(
            one, one.user, at, organization=successor, unit=sections.get(one.unit.name) if one.unit else None
        )
        for one in chosen
    }


def _left_out(held: Sequence[Membership], chosen: Sequence[Membership]) -> list[User]:
    taken = {one.user_id for one in chosen}
    left = {one.user_id: one.user for one in held if one.user_id not in taken}
    return [left[key] for key in sorted(left)]


def _record(actor: Actor, result: TakenOver) -> None:
    old, new = result.predecessor.code, result.successor.code
    for person in result.people:
        roles = sorted(str(one.role) for one in result.heirs if one.user == person)
        record(
            actor=actor,
            action="accounts.merger.take_over",
            subject=subject_of(person),
            data={"person": str(person.ref), "predecessor": old, "successor": new, "roles": roles},
        )
    record(
        actor=actor,
        action="accounts.merger.finish",
        subject=subject_of(result.predecessor),
        data={
            "predecessor": old,
            "successor": new,
            "people": len(result.people),
            "left_out": [str(person.ref) for person in result.left_out],
            "seats": result.seats,
            "ended": result.ended.counts(),
        },
    )


def _tell(result: TakenOver) -> None:
    names = {"old": result.predecessor.name, "new": result.successor.name}
    for person in result.people:
        roles = _("、").join(str(Role(one.role).label) for one in result.heirs if one.user == person)
        tell(
            people=[person],
            title=_("%(new)sの利用者になりました") % names,
            body=_(
                "%(old)sの合併にともない、%(new)sで次の役割を引き継ぎました：%(roles)s。"
                "代行とAPIの鍵は終わりました。要るときは、もう一度登録してください。"
            )
            % {**names, "roles": roles},
            url=ME,
        )
    tell(
        people=result.left_out,
        title=_("%(old)sの役割が終わりました") % names,
        body=_(
            "%(old)sの合併にともない、%(old)sでの役割が終わりました。%(new)sで仕事を続けるときは、その管理者に連絡してください。"
        )
        % names,
        url=ME,
    )
