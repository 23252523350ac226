"""The data of a pilot."""

from django.db.models import QuerySet
from ninja import File, UploadedFile

from dejiro.apps.pilots import access, importing, services
from dejiro.apps.pilots.api.routers import router
from dejiro.apps.pilots.api.schemas import ENTERERS, CorrectIn, LineOut, LinesIn, LinesOut
from dejiro.apps.pilots.models import Observation
from dejiro.apps.pilots.services import Line
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, operation, paginate
from dejiro.foundation.exchange import TableFault


@router.get("/pilots/{int:pk}/data/", response=list[LineOut])
@operation(door="signed in")
@paginate
def data_list(request: Request, pk: Id) -> QuerySet[Observation]:
    """The lines that count, by day; before the verdict for those who enter them and who watch over the area."""
    pilot = access.pilot_for_data(request.actor, pk)
    return pilot.observations.filter(superseded_at=None).order_by("day", "unit", "pk")


@router.post("/pilots/{int:pk}/data/", response={201: LinesOut})
@operation(door=ENTERERS)
def data_add(request: Request, pk: Id, data: LinesIn) -> LinesOut:
    """Add lines of data, all or none."""
    pilot = access.pilot_for_enterer(request.actor, pk)
    lines = [Line(**one.model_dump(), number=at) for at, one in enumerate(data.lines, 1)]
    try:
        late = services.observations_add(actor=request.actor, pilot=pilot, lines=lines)
    except TableFault as fault:
        raise TableFault(fault.faults, field="lines") from fault
    return LinesOut(added=len(lines), late=late)


@router.post("/pilots/{int:pk}/data/import/", response={201: LinesOut})
@operation(door=ENTERERS)
def data_import(request: Request, pk: Id, file: File[UploadedFile]) -> LinesOut:
    """Add the lines of a table, CSV or XLSX, all or none; its headings are those of the page's template.

    対象 (unit), 組 (arm), 対象の日 (day), 値 (value, may be empty), 件数 (tries, may be left out). A line of a unit and
    a day that is there already is refused with its row, so that a table sent twice is taken once.
    """
    pilot = access.pilot_for_enterer(request.actor, pk)
    lines = importing.lines_from(file)
    late = services.observations_add(actor=request.actor, pilot=pilot, lines=lines)
    return LinesOut(added=len(lines), late=late)


@router.post("/pilots/lines/{int:pk}/correct/", response={201: LineOut})
@operation(door=ENTERERS)
def observation_correct(request: Request, pk: Id, data: CorrectIn) -> Observation:
    """Put another value in a line's place; the old one stays in the file of corrections."""
    row = access.observation_for_enterer(request.actor, pk)
    return services.observation_correct(actor=request.actor, row=row, **data.model_dump())
