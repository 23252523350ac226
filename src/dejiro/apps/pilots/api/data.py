"""The data of a pilot."""

from django.db.models import QuerySet

from dejiro.apps.pilots import access, services
from dejiro.apps.pilots.api.routers import router
from dejiro.apps.pilots.api.schemas import ENTERERS, READ, WRITE, CorrectIn, LineOut, LinesIn, LinesOut
from dejiro.apps.pilots.models import Observation
from dejiro.apps.pilots.services import Line
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, operation, paginate


@router.get("/pilots/{int:pk}/data/", response=list[LineOut])
@operation(door="signed in", scope=READ)
@paginate
def data_list(request: Request, pk: Id) -> QuerySet[Observation]:
    """The lines that count, by day; before the verdict for those who enter them and who watch over the area."""
    pilot = access.pilot_for_data(request.actor, pk)
    return pilot.observations.filter(superseded_at=None).order_by("day", "unit", "pk")


@router.post("/pilots/{int:pk}/data/", response={201: LinesOut})
@operation(door=ENTERERS, scope=WRITE)
def data_add(request: Request, pk: Id, data: LinesIn) -> LinesOut:
    """Add lines of data, all or none."""
    pilot = access.pilot_for_enterer(request.actor, pk)
    lines = [Line(**one.model_dump(), number=at) for at, one in enumerate(data.lines, 1)]
    late = services.observations_add(actor=request.actor, pilot=pilot, lines=lines)
    return LinesOut(added=len(lines), late=late)


@router.post("/pilots/lines/{int:pk}/correct/", response={201: LineOut})
@operation(door=ENTERERS, scope=WRITE)
def observation_correct(request: Request, pk: Id, data: CorrectIn) -> Observation:
    """Put another value in a line's place; the old one stays in the file of corrections."""
    row = access.observation_for_enterer(request.actor, pk)
    return services.observation_correct(actor=request.actor, row=row, **data.model_dump())
