"""Operations on the contract list of the caller's body."""

from django.db.models import QuerySet
from ninja import Status

from dejiro.apps.needs import access, services
from dejiro.apps.needs.api.doors import OFFICERS
from dejiro.apps.needs.models import Contract, Voice
from dejiro.apps.needs.schemas import (
    ContractIn,
    ContractOut,
    ContractsImportedOut,
    ContractsIn,
    NeighbourOut,
    RenewalIn,
    RenewalOut,
    VoiceOut,
)
from dejiro.apps.needs.selectors.contracts import Renewal, renewal_months, renewals
from dejiro.apps.needs.selectors.contracts import contract_list as contracts_for
from dejiro.apps.needs.services import Imported
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate, seen_version

router = Router(tags=["contracts"])


@router.get("/contracts/", response=list[ContractOut])
@operation(door=OFFICERS)
@paginate
def contract_list(request: Request, q: str = "", category: str = "") -> QuerySet[Contract]:
    """Contracts of one's body, the next to end first."""
    return contracts_for(request.actor, q=q[:100], category=category)


@router.post("/contracts/", response={201: ContractOut})
@operation(door=OFFICERS)
def contract_create(request: Request, data: ContractIn) -> Contract:
    """Add a contract."""
    return services.contract_save(actor=request.actor, row=data.row())


@router.get("/contracts/renewals/", response=list[RenewalOut])
@operation(door=OFFICERS)
def contract_renewals(request: Request) -> list[RenewalOut]:
    """Contracts that end within eighteen months, by day, and who renews the same."""
    return [renewal_out(renewal) for month in renewal_months(request.actor) for renewal in month.renewals]


@router.post("/contracts/import/", response=ContractsImportedOut)
@operation(door=OFFICERS)
def contracts_import(request: Request, data: ContractsIn) -> Imported:
    """Bring the list up to these contracts, all or none; others stay."""
    return services.contracts_import(actor=request.actor, rows=[contract.row() for contract in data.contracts])


@router.get("/contracts/{int:pk}/", response=ContractOut)
@operation(door=OFFICERS)
def contract_detail(request: Request, pk: Id) -> Contract:
    """One contract of one's body."""
    return access.contract_for_owner(request.actor, pk)


@router.get("/contracts/{int:pk}/neighbours/", response=list[NeighbourOut])
@operation(door=OFFICERS)
def contract_neighbours(request: Request, pk: Id) -> list[NeighbourOut]:
    """Who renews the same within three months."""
    (renewal,) = renewals(request.actor, [access.contract_for_owner(request.actor, pk)])
    return renewal_out(renewal).neighbours


@router.put("/contracts/{int:pk}/", response=ContractOut)
@operation(door=OFFICERS)
def contract_update(request: Request, pk: Id, data: ContractIn) -> Contract:
    """Change a contract."""
    contract = access.contract_for_owner(request.actor, pk)
    return services.contract_save(actor=request.actor, contract=contract, row=data.row(), version=seen_version(request))


@router.delete("/contracts/{int:pk}/", response={204: None})
@operation(door=OFFICERS)
def contract_delete(request: Request, pk: Id) -> Status[None]:
    """Take a contract off the list."""
    contract = access.contract_for_owner(request.actor, pk)
    services.contract_delete(actor=request.actor, contract=contract, version=seen_version(request))
    return Status(204, None)


@router.post("/contracts/{int:pk}/renew/", response={201: VoiceOut})
@operation(door=OFFICERS)
def renewal_voice(request: Request, pk: Id, data: RenewalIn) -> Voice:
    """Make a contract's renewal a voice."""
    contract = access.contract_for_owner(request.actor, pk)
    return services.renewal_voice(actor=request.actor, contract=contract, **data.model_dump())


@router.post("/contracts/{int:pk}/renew/decline/", response={204: None})
@operation(door=OFFICERS)
def renewal_decline(request: Request, pk: Id) -> Status[None]:
    """Say that one's body renews alone or not at all; the question leaves the desk."""
    services.renewal_decline(actor=request.actor, contract=access.contract_for_owner(request.actor, pk))
    return Status(204, None)


def renewal_out(renewal: Renewal) -> RenewalOut:
    """Return a renewal as the API gives it."""
    return RenewalOut(
        contract=ContractOut.from_orm(renewal.contract),
        neighbours=[NeighbourOut.from_orm(neighbour) for neighbour in renewal.neighbours],
        voice=renewal.voice.pk if renewal.voice else None,
    )
