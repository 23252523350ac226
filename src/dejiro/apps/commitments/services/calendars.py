"""A body's own dates: its budget cycles and the sessions of its assembly."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.commitments.models import Assembly, BudgetCycle
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.calendars import FiscalYear
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Recorded, record, subject_of
from dejiro.foundation.organizations.models import Organization


@transaction.atomic
def budget_cycle_save(*, actor: Actor, fiscal_year: FiscalYear, request_due_on: date, settled_on: date) -> BudgetCycle:
    """Enter or correct the body's dates for the budget of a fiscal year.

    Raises:
        Refusal: if the budget would be settled before it is asked for.
    """
    if settled_on < request_due_on:
        raise Refusal(
            _("予算案の決定日は、予算要求の締切より後にしてください。"), code="wrong_order", field="settled_on"
        )
    cycle = BudgetCycle.objects.filter(organization=_own(actor), fiscal_year=fiscal_year.year).first()
    cycle = cycle or BudgetCycle(organization=_own(actor), fiscal_year=fiscal_year.year, version=0)
    cycle.request_due_on, cycle.settled_on = request_due_on, settled_on
    cycle.version += 1
    cycle.save()
    facts: Mapping[str, Recorded] = {
        "fiscal_year": fiscal_year.year,
        "request_due_on": str(request_due_on),
        "settled_on": str(settled_on),
    }
    record(actor=actor, action="commitments.budget_cycle.save", subject=subject_of(cycle), data=facts)
    return cycle


@transaction.atomic
def assembly_save(
    *,
    actor: Actor,
    name: str,
    opens_on: date,
    votes_on: date,
    assembly: Assembly | None = None,
    version: int | None = None,
) -> Assembly:
    """Enter or correct a session of the body's assembly.

    Raises:
        Refusal: if it would vote before it opens, or another session bears the name.
        Conflict: if a colleague changed it meanwhile.
    """
    if votes_on < opens_on:
        raise Refusal(_("議決日は、開会日より後にしてください。"), code="wrong_order", field="votes_on")
    organization = _own(actor)
    assembly = assembly or Assembly(organization=organization, version=0)
    if Assembly.objects.filter(organization=organization, name=name).exclude(pk=assembly.pk).exists():
        raise Refusal(_("同じ名前の会期が登録されています。"), code="assembly_exists", field="name")
    if assembly.pk:
        check_version(assembly, version)
    assembly.name, assembly.opens_on, assembly.votes_on = name, opens_on, votes_on
    assembly.version += 1
    assembly.save()
    facts = {"name": name, "opens_on": str(opens_on), "votes_on": str(votes_on)}
    record(actor=actor, action="commitments.assembly.save", subject=subject_of(assembly), data=facts)
    return assembly


@transaction.atomic
def assembly_delete(*, actor: Actor, assembly: Assembly) -> None:
    """Take a session out of the calendar.

    Raises:
        NotYours: if it is another body's.
    """
    if assembly.organization_id != _own(actor).pk:
        raise NotYours(_("ほかの団体の日程は消せません。"), code="not_your_body")
    record(
        actor=actor, action="commitments.assembly.delete", subject=subject_of(assembly), data={"name": assembly.name}
    )
    assembly.delete()


def _own(actor: Actor) -> Organization:
    if actor.organization is None:
        raise NotYours(_("団体に所属している人だけが、日程を登録できます。"), code="no_organization")
    return actor.organization
