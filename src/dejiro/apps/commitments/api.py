"""Rounds, commitments, results and calendars for programs: the same doors and services as the pages."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from dejiro.apps.commitments import access, planning, selectors, services
from dejiro.apps.commitments.models import Adoption, Assembly, BudgetCycle, Commitment, Effect, Round
from dejiro.apps.commitments.pages import basis_of
from dejiro.apps.commitments.schemas import (
    AdoptionIn,
    AdoptionOut,
    AssemblyIn,
    AssemblyOut,
    BudgetCycleIO,
    CommitmentIn,
    CommitmentOut,
    EffectIn,
    EffectOut,
    ExtensionIn,
    ReasonIn,
    RoundFull,
    RoundIn,
    RoundOut,
)
from dejiro.apps.needs import public as needs
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate, seen_version
from dejiro.foundation.calendars import FiscalYear

router = Router(tags=["commitments"])
COORDINATOR = "coordinator"
OWN = "member, approver"


@router.get("/rounds/", response=list[RoundOut])
@operation(door="everyone")
@paginate
def round_list(request: Request, status: str = "", need: int | None = None, area: str = "") -> QuerySet[Round]:
    """Rounds, the latest closing first."""
    return selectors.round_list(request.actor, status=status, need=need, area=area)


@router.get("/rounds/{int:pk}/", response=RoundFull)
@operation(door="everyone")
def round_detail(request: Request, pk: Id) -> Round:
    """One round and how it stands."""
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
def round_create(request: Request, need: Id, data: RoundIn) -> tuple[int, Round]:
    """Propose a joint purchase, as a draft."""
    found = needs.need_for_coordinator(request.actor, need)
    return 201, services.round_create(actor=request.actor, need=found, terms=data.terms())


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
def round_cancel(request: Request, pk: Id, data: ReasonIn) -> Round:
    """Give the round up."""
    round_ = access.round_for_coordinator(request.actor, pk)
    return services.round_cancel(actor=request.actor, round_=round_, reason=data.reason)


@router.post("/rounds/{int:pk}/close/", response=dict[str, Any])
@operation(door=COORDINATOR)
def round_close(request: Request, pk: Id, data: ReasonIn) -> Mapping[str, Any]:
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
def round_abstain(request: Request, pk: Id, data: ReasonIn) -> tuple[int, None]:
    """Answer that the body does not take part."""
    round_ = access.round_for_participant(request.actor, pk)
    services.abstention_answer(actor=request.actor, round_=round_, reason=data.reason)
    return 204, None


@router.get("/rounds/{int:pk}/standing/", response=dict[str, Any])
@operation(door=OWN)
def round_standing(request: Request, pk: Id) -> Mapping[str, Any]:
    """How the body stands: its share, why it is outside, what would change it, who falls out if it leaves."""
    round_ = access.round_for_participant(request.actor, pk)
    basis = basis_of(round_)
    code = request.actor.organization_code
    standing = planning.standing_of(basis.problem, basis.answer, code) if basis else None
    if standing is None:
        return {"inside": False, "share": None, "outside": None, "leaving": None}
    return {
        "inside": standing.inside,
        "share": standing.share,
        "outside": standing.outside,
        "leaving": standing.leaving,
    }


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
def commitment_return(request: Request, pk: Id, data: ReasonIn) -> Commitment:
    """Give the commitment back."""
    commitment = access.commitment_for_approver(request.actor, pk)
    return services.commitment_return(
        actor=request.actor, commitment=commitment, reason=data.reason, version=seen_version(request)
    )


@router.post("/commitments/{int:pk}/withdraw/", response=CommitmentOut)
@operation(door=OWN)
def commitment_withdraw(request: Request, pk: Id, data: ReasonIn) -> Commitment:
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
def adoption_take(request: Request, pk: Id, data: AdoptionIn) -> tuple[int, Adoption]:
    """Take the result over."""
    round_ = access.round_for_reader(request.actor, pk)
    return 201, services.adoption_take(actor=request.actor, round_=round_, note=data.note)


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
def assembly_create(request: Request, data: AssemblyIn) -> tuple[int, Assembly]:
    """Enter a session."""
    return 201, services.assembly_save(actor=request.actor, **data.dict())


@router.put("/calendar/assemblies/{int:pk}/", response=AssemblyOut)
@operation(door=OWN)
def assembly_update(request: Request, pk: Id, data: AssemblyIn) -> Assembly:
    """Correct a session."""
    assembly = access.assembly_for_own(request.actor, pk)
    return services.assembly_save(actor=request.actor, assembly=assembly, version=seen_version(request), **data.dict())


@router.delete("/calendar/assemblies/{int:pk}/", response={204: None})
@operation(door=OWN)
def assembly_delete(request: Request, pk: Id) -> tuple[int, None]:
    """Take a session out."""
    services.assembly_delete(actor=request.actor, assembly=access.assembly_for_own(request.actor, pk))
    return 204, None
