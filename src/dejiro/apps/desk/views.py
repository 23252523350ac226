"""The front page, the desk, the coordinator's page, the portfolio and the search."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dejiro.apps.commitments import public as commitments
from dejiro.apps.desk.selectors import heaps_for, numbers, portfolio_of, stuck_of
from dejiro.apps.needs import public as needs
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to, open_to_everyone, open_to_signed_in
from dejiro.foundation.forms import show
from dejiro.foundation.notices.selectors import unread_count
from dejiro.foundation.search.selectors import search

SHOWN = 6
KINDS = ("need", "voice", "adoption")


@open_to_everyone
def home(request: Request) -> HttpResponse:
    """What this is, what came of it, and where to begin; people at work go to their desk."""
    if request.actor.organization is not None and "public" not in request.GET:
        return redirect("desk:desk")
    context = {
        "numbers": numbers(),
        "needs": needs.Need.objects.exclude(status=needs.Need.Status.CLOSED).select_related("area")[:SHOWN],
        "decisions": commitments.decided_rounds()[:SHOWN],
    }
    return show(request, "desk/home.html", context)


@open_to_signed_in
def desk(request: Request) -> HttpResponse:
    """Everything that the organization must answer, by date."""
    context = {
        "heaps": heaps_for(request.actor),
        "unread": unread_count(request.actor),
        "open_rounds": commitments.open_rounds_of(request.actor.area)[:SHOWN] if request.actor.area else (),
        "can_ask": request.actor.has(Role.MEMBER, Role.APPROVER),
    }
    return show(request, "desk/desk.html", context)


@open_to(Role.COORDINATOR)
def coordinator(request: Request) -> HttpResponse:
    """What is stuck, since when, and whom to call."""
    area = request.actor.area
    if area is None:
        raise Http404(_("都道府県に所属していません。"))
    context = {"stuck": stuck_of(area), "trail": [(_("調整"), "")]}
    return show(request, "desk/coordinator.html", context)


@open_to(Role.MEMBER, Role.APPROVER)
def portfolio(request: Request) -> HttpResponse:
    """The body's contracts, renewals, commitments and waiting decisions on one page."""
    context = {"portfolio": portfolio_of(request.actor), "trail": [(_("私の机"), "/desk/"), (_("全体を見る"), "")]}
    return show(request, "desk/portfolio.html", context)


@open_to_everyone
def search_page(request: Request) -> HttpResponse:
    """Needs, consultations and results that resemble a few words."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    kind = request.GET.get("kind", "")
    kinds = (kind,) if kind in KINDS else KINDS
    labels = {"need": _("課題"), "voice": _("相談"), "adoption": _("成立した共同調達")}
    context = {
        "query": query,
        "kind": kind,
        "labels": labels,
        "hits": [(labels[hit.kind], hit) for hit in search(request.actor, query, kinds=kinds)] if query else (),
        "trail": [(_("検索"), "")],
    }
    return show(request, "desk/search.html", context)
