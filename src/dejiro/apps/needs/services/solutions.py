"""How a body has solved a need already, for the next one to ask."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.needs import access
from dejiro.apps.needs.models import Need, Solution
from dejiro.apps.needs.services import common
from dejiro.apps.needs.services.lineage import insist_open, tell_followers
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import body_of, user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Recorded, record, subject_of


@transaction.atomic
def solution_add(
    *,
    actor: Actor,
    need: Need,
    title: str,
    body: str,
    contact: str,
    solved_on: date,
    cost: int | None = None,
    cost_note: str = "",
) -> Solution:
    """Add how one's body has solved the need: what, at what cost (yen), whom to ask. Followers are told."""
    organization = body_of(actor)
    common.insist(
        access.of_public_body(actor, need.area_id) and actor.has(*access.OFFICERS),
        _("解決例を登録できるのは、この都道府県の団体の担当者と承認者です。"),
    )
    insist_open(need)
    solution = Solution(
        need=need, organization=organization, created_by=user_of(actor), created_at=clock.now(), version=0
    )
    _solution_save(
        solution, title=title, body=body, contact=contact, solved_on=solved_on, cost=cost, cost_note=cost_note
    )
    record(actor=actor, action="needs.solution.add", subject=subject_of(need), data=_solution_facts(solution))
    words = f"{organization.name}\n{title}"
    tell_followers(need, title=_("解決例が加わりました：%(title)s"), body=words, but=actor.user)
    return solution


@transaction.atomic
def solution_update(
    *,
    actor: Actor,
    solution: Solution,
    title: str,
    body: str,
    contact: str,
    solved_on: date,
    cost: int | None = None,
    cost_note: str = "",
    version: int | None = None,
) -> Solution:
    """Mend a solution of one's own body."""
    _owner(actor, solution)
    check_version(solution, version)
    _solution_save(
        solution, title=title, body=body, contact=contact, solved_on=solved_on, cost=cost, cost_note=cost_note
    )
    facts = _solution_facts(solution)
    record(actor=actor, action="needs.solution.update", subject=subject_of(solution.need), data=facts)
    return solution


@transaction.atomic
def solution_remove(*, actor: Actor, solution: Solution, version: int | None = None) -> Need:
    """Take a solution of one's own body off the need's page; return the need."""
    _owner(actor, solution)
    check_version(solution, version)
    need, facts = solution.need, {"solution": solution.pk}
    solution.delete()
    record(actor=actor, action="needs.solution.remove", subject=subject_of(need), data=facts)
    return need


def _solution_save(
    solution: Solution,
    *,
    title: str,
    body: str,
    contact: str,
    solved_on: date,
    cost: int | None,
    cost_note: str,
) -> None:
    if solved_on > clock.today():
        raise Refusal(_("実施日には、今日までの日を入力してください。"), code="future", field="solved_on")
    solution.title, solution.body, solution.contact = title, body, contact
    solution.solved_on, solution.cost, solution.cost_note = solved_on, cost, cost_note
    solution.version += 1
    solution.save()


def _solution_facts(solution: Solution) -> dict[str, Recorded]:
    return {
        "solution": solution.pk,
        "organization": solution.organization.code,
        "title": solution.title,
        "cost": solution.cost,
        "solved_on": solution.solved_on.isoformat(),
        "contact": common.sealed_for(solution.contact, solution.organization),
    }


def _owner(actor: Actor, solution: Solution) -> None:
    common.insist(
        access.speaks_for(actor, solution.organization_id, *access.OFFICERS),
        _("解決例を変えられるのは、登録した団体の担当者と承認者です。"),
    )
