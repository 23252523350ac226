"""The pages of rounds that everybody may read: the list, what came of it, a round and its bodies, and all as files."""

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.commitments import bodies, listing, selectors
from dejiro.apps.commitments.access import DECIDED, coordinates, round_for_reader, round_with_bodies
from dejiro.apps.commitments.models import Round
from dejiro.apps.commitments.outcomes import outcomes_of
from dejiro.apps.commitments.pages import basis_of, round_page
from dejiro.apps.commitments.urls_of import list_trail, round_trail
from dejiro.apps.commitments.views.files import table_file
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.doors import open_to_everyone
from dejiro.foundation.forms import show

PER_PAGE: Final = 20
BODIES_PER_PAGE: Final = 100
MOST_ROWS: Final = 5000


@open_to_everyone
def round_list(request: Request) -> HttpResponse:
    """All rounds that the reader may see, the open ones first, by state, prefecture and need."""
    wanted = listing.wanted_of(request.GET)
    page = Paginator(selectors.round_list(request.actor, wanted), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [listing.listed(round_) for round_ in page],
        "statuses": [status for status in Round.Status.choices if status[0] != Round.Status.DRAFT],
        "areas": selectors.areas_of_rounds(),
        "wanted": wanted,
        "query": listing.query_of(wanted),
        "trail": list_trail(),
    }
    return show(request, "commitments/round_list.html", context)


@open_to_everyone
def round_list_file(request: Request, form: str) -> HttpResponse:
    """The list, as filtered, as a file."""
    rounds = selectors.round_list(request.actor, listing.wanted_of(request.GET))[:MOST_ROWS]
    rows = [listing.values_of(listing.listed(round_)) for round_ in rounds]
    return table_file(form, rows, listing.COLUMNS, name="dejiro-rounds", title=_("共同調達"))


@open_to_everyone
def results(request: Request) -> HttpResponse:
    """What was decided in a prefecture, what it saves, which effects were measured, and who takes part."""
    areas = list(selectors.areas_of_rounds())
    own = request.actor.area.code if request.actor.area else ""
    asked = request.GET.get("area", own)
    area = next((area for area in areas if area.code == asked), areas[0] if areas else None)
    context = {
        "area": area,
        "areas": areas,
        "outcomes": outcomes_of(area, own_code=request.actor.organization_code) if area else None,
        "trail": list_trail(_("決定と効果")),
    }
    return show(request, "commitments/results.html", context)


@open_to_everyone
def round_detail(request: Request, pk: int) -> HttpResponse:
    """One round: its terms, how it stands, how the reader's body stands in it, and what came of it."""
    round_ = round_for_reader(request.actor, pk)
    leaver = request.GET.get("leaves", "")
    return show(request, "commitments/round_detail.html", round_page(request.actor, round_, leaver=leaver))


@open_to_everyone
def round_bodies(request: Request, pk: int) -> HttpResponse:
    """All bodies of a round, for those who may know them."""
    round_ = round_with_bodies(request.actor, pk)
    basis = basis_of(round_)
    page = Paginator(selectors.commitments_in_force(round_), BODIES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "round": round_,
        "decision": basis if round_.status in DECIDED else None,
        "page": page,
        "rows": bodies.body_rows(basis, list(page)) if basis else [],
        "sees_terms": coordinates(request.actor, round_.area),
        "trail": round_trail(round_, _("約束した団体")),
    }
    return show(request, "commitments/round_bodies.html", context)


@open_to_everyone
def round_bodies_file(request: Request, pk: int, form: str) -> HttpResponse:
    """The same as a file; the coordinator's holds all terms."""
    round_ = round_with_bodies(request.actor, pk)
    basis = basis_of(round_)
    commitments = list(selectors.commitments_in_force(round_)[:MOST_ROWS])
    rows = [bodies.values_of(row) for row in bodies.body_rows(basis, commitments)] if basis else []
    columns = bodies.columns_for(
        round_, decided=round_.status in DECIDED, terms=coordinates(request.actor, round_.area)
    )
    return table_file(form, rows, columns, name=f"dejiro-round-{pk}-bodies", title=round_.title)
