"""Rounds, commitments, results and calendars for programs: the same doors and services as the pages."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import QuerySet
from ninja import Status

from dejiro.apps.commitments import access, outlooks, planning, selectors, services
from dejiro.apps.commitments.bodies import body_rows
from dejiro.apps.commitments.models import Adoption, Assembly, BudgetCycle, Commitment, Effect, Round
from dejiro.apps.commitments.outcomes import Outcome, outcomes_of
from dejiro.apps.commitments.pages import basis_of
from dejiro.apps.commitments.plans import Event, Wanted, area_plan
from dejiro.apps.commitments.schemas import (
    AdoptionIn,
    AdoptionOut,
    AssemblyIn,
    AssemblyOut,
    BudgetCycleIO,
    CalendarEventOut,
    CommitmentIn,
    CommitmentOut,
    EffectIn,
    EffectOut,
    ExtensionIn,
    OutcomeOut,
    PreviewOut,
    RoundBodyOut,
    RoundFull,
    RoundIn,
    RoundOut,
    RoundReasonIn,
    StandingOut,
)
from dejiro.apps.needs import public as needs
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate, seen_version
from dejiro.foundation.calendars import FiscalYear

router = Router(tags=["commitments"])
COORDINATOR = "coordinator"
NOWHERE: Final[Mapping[str, Any]] = {"counted": False, "inside": False, "share": None, "outside": None, "leaving": None}
OWN = "member, approver"


@router.get("/rounds/", response=list[RoundOut])
@operation(door="everyone")
@paginate
def round_list(request: Request, status: str = "", need: int | None = None, area: str = "") -> QuerySet[Round]:
    """Rounds, the latest closing first."""
    return selectors.round_list(request.actor, selectors.RoundFilter(status=status, need=need, area=area))


@router.get("/rounds/{int:pk}/", response=RoundFull)
@operation(door="everyone")
def round_detail(request: Request, pk: Id) -> Round:
    """One round and how it stands; who is in it is told before the decision only to bodies that may take part."""
    return access.round_for_reader(request.actor, pk)


@router.get("/rounds/{int:pk}/decision/", response=dict[str, Any])
@operation(door="everyone")
def round_decision(request: Request, pk: Id) -> Mapping[str, Any]:
    """What was decided, from what, and why; 404 before."""
    decision = access.decision_for_reader(request.actor, pk)
    return {"problem": decision.problem, "answer": decision.answer, "reason": decision.reason}


@router.get("/rounds/{int:pk}/effects/", response=list[EffectOut])
@operation(door="everyone")
@paginate
def effect_list(request: Request, pk: Id) -> QuerySet[Any]:
    """What the bodies of the group measured."""
    return selectors.effects_of(access.round_for_reader(request.actor, pk))


@router.get("/rounds/{int:pk}/adoptions/", response=list[AdoptionOut])
@operation(door="everyone")
@paginate
def adoption_list(request: Request, pk: Id) -> QuerySet[Any]:
    """Which bodies took the result over."""
    return selectors.adoptions_of(access.round_for_reader(request.actor, pk))


@router.post("/needs/{int:need}/rounds/", response={201: RoundFull})
@operation(door=COORDINATOR)
def round_create(request: Request, need: Id, data: RoundIn) -> Status[Round]:
    """Propose a joint purchase, as a draft."""
    found = needs.need_for_coordinator(request.actor, need)
    return Status(201, services.round_create(actor=request.actor, need=found, terms=data.terms()))


@router.put("/rounds/{int:pk}/", response=RoundFull)
@operation(door=COORDINATOR)
def round_update(request: Request, pk: Id, data: RoundIn) -> Round:
    """Change a draft."""
    round_ = access.round_for_coordinator(request.actor, pk)
    return services.round_update(actor=request.actor, round_=round_, terms=data.terms(), version=seen_version(request))


@router.post("/rounds/{int:pk}/open/", response=RoundFull)
@operation(door=COORDINATOR)
def round_open(request: Request, pk: Id) -> Round:
    """Begin to ask."""
    return services.round_open(actor=request.actor, round_=access.round_for_coordinator(request.actor, pk))


@router.post("/rounds/{int:pk}/extend/", response=RoundFull)
@operation(door=COORDINATOR)
def round_extend(request: Request, pk: Id, data: ExtensionIn) -> Round:
    """Give more time."""
    round_ = access.round_for_coordinator(request.actor, pk)
    return services.round_extend(actor=request.actor, round_=round_, closes_at=data.closes_at, reason=data.reason)


@router.post("/rounds/{int:pk}/cancel/", response=RoundFull)
@operation(door=COORDINATOR)
def round_cancel(request: Request, pk: Id, data: RoundReasonIn) -> Round:
    """Give the round up."""
    round_ = access.round_for_coordinator(request.actor, pk)
    return services.round_cancel(actor=request.actor, round_=round_, reason=data.reason)


@router.post("/rounds/{int:pk}/close/", response=dict[str, Any])
@operation(door=COORDINATOR)
def round_close(request: Request, pk: Id, data: RoundReasonIn) -> Mapping[str, Any]:
    """Decide."""
    round_ = access.round_for_coordinator(request.actor, pk)
    decision = services.round_close(actor=request.actor, round_=round_, reason=data.reason)
    return {"problem": decision.problem, "answer": decision.answer, "reason": decision.reason}


@router.post("/rounds/{int:pk}/start/", response=RoundFull)
@operation(door=COORDINATOR)
def round_start(request: Request, pk: Id) -> Round:
    """Say that the contracts have begun."""
    return services.round_start(actor=request.actor, round_=access.round_for_coordinator(request.actor, pk))


@router.put("/rounds/{int:pk}/commitment/", response=CommitmentOut)
@operation(door=OWN)
def commitment_save(request: Request, pk: Id, data: CommitmentIn) -> Commitment:
    """Write the body's draft."""
    round_ = access.round_for_participant(request.actor, pk)
    return services.commitment_save(
        actor=request.actor, round_=round_, terms=data.terms(), version=seen_version(request)
    )


@router.post("/rounds/{int:pk}/abstention/", response={204: None})
@operation(door=OWN)
def round_abstain(request: Request, pk: Id, data: RoundReasonIn) -> Status[None]:
    """Answer that the body does not take part."""
    round_ = access.round_for_participant(request.actor, pk)
    services.abstention_answer(actor=request.actor, round_=round_, reason=data.reason)
    return Status(204, None)


@router.get("/rounds/{int:pk}/standing/", response=StandingOut)
@operation(door=OWN)
def round_standing(request: Request, pk: Id) -> Mapping[str, Any]:
    """How the body stands: its share, why it is outside, what would change it, who falls out if it leaves."""
    round_ = access.round_for_participant(request.actor, pk)
    basis = basis_of(round_)
    own = next((row for row in selectors.commitments_of(request.actor, round_) if row.counts), None)
    if basis is None or own is None:
        return NOWHERE
    return standing_json(planning.standing_of(basis, own.organization.code))


@router.post("/rounds/{int:pk}/preview/", response=PreviewOut)
@operation(door=OWN)
def round_preview(request: Request, pk: Id, data: CommitmentIn) -> Mapping[str, Any]:
    """What a commitment would bring if it were in force and had the authority asked for; nothing is saved."""
    round_ = access.round_for_participant(request.actor, pk)
    draft = services.commitment_try(actor=request.actor, round_=round_, terms=data.terms())
    outlook = planning.preview(round_, outlooks.in_force(round_), draft)
    standing = planning.standing_of(outlook, request.actor.organization_code)
    return {**standing_json(standing), "group": outlook.summary}


@router.get("/rounds/{int:pk}/bodies/", response=list[RoundBodyOut])
@operation(door="everyone")
@paginate
def body_list(request: Request, pk: Id) -> list[Mapping[str, Any]]:
    """The bodies of a round, for those who may know them; with all terms for the coordinator."""
    round_ = access.round_with_bodies(request.actor, pk)
    basis = basis_of(round_)
    rows = body_rows(basis, list(selectors.commitments_in_force(round_))) if basis else []
    with_terms = access.coordinates(request.actor, round_.area)
    return [{**vars(row), "terms": row.commitment if with_terms else None} for row in rows]


@router.get("/outcomes/", response=list[OutcomeOut])
@operation(door="everyone")
@paginate
def outcome_list(request: Request, area: str) -> list[Mapping[str, Any]]:  # noqa: ARG001  # an operation
    """What the decided rounds of a prefecture (by code) came to, newest first."""
    found = selectors.areas_of_rounds().filter(code=area).first()
    return [outcome_json(row) for row in outcomes_of(found).rows] if found else []


@router.get("/calendar/area/", response=list[CalendarEventOut])
@operation(door="member, approver, coordinator, expert")
@paginate
def calendar_area(request: Request, kind: str = "", body: str = "", category: str = "") -> list[Event]:
    """The dates of all bodies of the prefecture in the next 18 months: budgets, assemblies, rounds, contracts."""
    if request.actor.area is None:
        return []
    plan = area_plan(request.actor.area, Wanted(kind=kind, body=body, category=category))
    return [event for month in plan for entry in month.entries for event in entry.events]


@router.get("/commitments/", response=list[CommitmentOut])
@operation(door=OWN)
@paginate
def commitment_list(request: Request) -> QuerySet[Commitment]:
    """The body's commitments that are prepared or in force."""
    return selectors.commitment_list(request.actor)


@router.get("/commitments/{int:pk}/", response=CommitmentOut)
@operation(door=OWN)
def commitment_detail(request: Request, pk: Id) -> Commitment:
    """One commitment of the body."""
    return access.commitment_for_own(request.actor, pk)


@router.post("/commitments/{int:pk}/submit/", response=CommitmentOut)
@operation(door=OWN)
def commitment_submit(request: Request, pk: Id) -> Commitment:
    """Ask for approval."""
    commitment = access.commitment_for_own(request.actor, pk)
    return services.commitment_submit(actor=request.actor, commitment=commitment, version=seen_version(request))


@router.post("/commitments/{int:pk}/approve/", response=CommitmentOut)
@operation(door="approver")
def commitment_approve(request: Request, pk: Id) -> Commitment:
    """Put the commitment in force."""
    commitment = access.commitment_for_approver(request.actor, pk)
    return services.commitment_approve(actor=request.actor, commitment=commitment, version=seen_version(request))


@router.post("/commitments/{int:pk}/return/", response=CommitmentOut)
@operation(door="approver")
def commitment_return(request: Request, pk: Id, data: RoundReasonIn) -> Commitment:
    """Give the commitment back."""
    commitment = access.commitment_for_approver(request.actor, pk)
    return services.commitment_return(
        actor=request.actor, commitment=commitment, reason=data.reason, version=seen_version(request)
    )


@router.post("/commitments/{int:pk}/withdraw/", response=CommitmentOut)
@operation(door=OWN)
def commitment_withdraw(request: Request, pk: Id, data: RoundReasonIn) -> Commitment:
    """Take the commitment back."""
    commitment = access.commitment_for_own(request.actor, pk)
    return services.commitment_withdraw(actor=request.actor, commitment=commitment, reason=data.reason)


@router.post("/commitments/{int:pk}/effect/", response=EffectOut)
@operation(door=OWN)
def effect_enter(request: Request, pk: Id, data: EffectIn) -> Effect:
    """Enter what was measured."""
    commitment = access.commitment_for_own(request.actor, pk)
    return services.effect_enter(actor=request.actor, commitment=commitment, **data.dict())


@router.post("/rounds/{int:pk}/adoptions/", response={201: AdoptionOut})
@operation(door=OWN)
def adoption_take(request: Request, pk: Id, data: AdoptionIn) -> Status[Adoption]:
    """Take the result over."""
    round_ = access.round_for_reader(request.actor, pk)
    return Status(201, services.adoption_take(actor=request.actor, round_=round_, note=data.note))


@router.get("/calendar/budgets/", response=list[BudgetCycleIO])
@operation(door=OWN)
@paginate
def budget_cycle_list(request: Request) -> QuerySet[BudgetCycle]:
    """The body's budget dates."""
    return BudgetCycle.objects.filter(organization=request.actor.organization)


@router.put("/calendar/budgets/", response=BudgetCycleIO)
@operation(door=OWN)
def budget_cycle_save(request: Request, data: BudgetCycleIO) -> BudgetCycle:
    """Enter or correct the dates of a fiscal year's budget."""
    return services.budget_cycle_save(
        actor=request.actor,
        fiscal_year=FiscalYear(data.fiscal_year),
        request_due_on=data.request_due_on,
        settled_on=data.settled_on,
    )


@router.get("/calendar/assemblies/", response=list[AssemblyOut])
@operation(door=OWN)
@paginate
def assembly_list(request: Request) -> QuerySet[Assembly]:
    """The body's assembly sessions."""
    return Assembly.objects.filter(organization=request.actor.organization)


@router.post("/calendar/assemblies/", response={201: AssemblyOut})
@operation(door=OWN)
def assembly_create(request: Request, data: AssemblyIn) -> Status[Assembly]:
    """Enter a session."""
    return Status(201, services.assembly_save(actor=request.actor, **data.dict()))


@router.put("/calendar/assemblies/{int:pk}/", response=AssemblyOut)
@operation(door=OWN)
def assembly_update(request: Request, pk: Id, data: AssemblyIn) -> Assembly:
    """Correct a session."""
    assembly = access.assembly_for_own(request.actor, pk)
    return services.assembly_save(actor=request.actor, assembly=assembly, version=seen_version(request), **data.dict())


@router.delete("/calendar/assemblies/{int:pk}/", response={204: None})
@operation(door=OWN)
def assembly_delete(request: Request, pk: Id) -> Status[None]:
    """Take a session out."""
    services.assembly_delete(actor=request.actor, assembly=access.assembly_for_own(request.actor, pk))
    return Status(204, None)


def standing_json(standing: planning.Standing) -> Mapping[str, Any]:
    """Return a body's standing as it goes out."""
    return {
        "counted": True,
        "inside": standing.inside,
        "share": standing.share,
        "outside": standing.outside,
        "leaving": standing.leaving,
    }


def outcome_json(row: Outcome) -> Mapping[str, Any]:
    """Return a decided round as it goes out."""
    round_ = row.decision.round
    return {
        "round": round_.pk,
        "title": round_.title,
        "status": round_.status,
        "decided_at": row.decision.decided_at,
        "members": row.decision.summary["members"],
        **{name: getattr(row.group, name) for name in ("start", "unit_price", "quantity", "saving")},
        **{name: getattr(row.effects, name) for name in ("improved", "unchanged", "worsened")},
        "adoptions": row.adoptions,
    }
