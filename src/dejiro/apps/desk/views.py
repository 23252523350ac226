"""The front page, the desk, the coordinator's page, the portfolio and the search."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dejiro.apps.commitments import public as commitments
from dejiro.apps.desk.selectors import heaps_for, numbers, phones_of, piles_of, portfolio_of
from dejiro.apps.lab import public as lab
from dejiro.apps.needs import public as needs
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to, open_to_everyone, open_to_signed_in
from dejiro.foundation.forms import show
from dejiro.foundation.notices.selectors import unread_count
from dejiro.foundation.search.selectors import search

SHOWN = 6
ASKED = 3
OFFICERS = (Role.MEMBER, Role.APPROVER)
KINDS = ("need", "voice", "adoption", "challenge", "idea", "pilot", "certification", "conversation", "handover")


@open_to_everyone
def home(request: Request) -> HttpResponse:
    """What this is, what came of it, and where to begin; people at work go to their desk."""
    if request.actor.organization is not None and "public" not in request.GET:
        return redirect("desk:desk")
    context = {
        "numbers": numbers(),
        "needs": needs.Need.objects.exclude(status=needs.Need.Status.CLOSED).select_related("area")[:SHOWN],
        "decisions": commitments.decided_rounds().defer("problem", "answer", "reasons")[:SHOWN],
        "conversations": lab.conversations_open()[:ASKED],
    }
    return show(request, "desk/home.html", context)


@open_to_signed_in
def desk(request: Request) -> HttpResponse:
    """Everything that the organization must answer, by date."""
    actor = request.actor
    officer = actor.has(*OFFICERS)
    context = {
        "heaps": heaps_for(actor),
        "unread": unread_count(actor),
        "open_rounds": _rounds_to_join(actor),
        "can_ask": officer,
        "can_suggest": actor.has(Role.COMPANY, Role.RESIDENT),
    }
    return show(request, "desk/desk.html", context)


def _rounds_to_join(actor: Actor) -> Iterable[commitments.Round]:
    if actor.area is None:
        return ()
    return commitments.open_rounds_of(actor.area).filter(closes_at__gt=clock.now())[:SHOWN]


@open_to(Role.COORDINATOR)
def coordinator(request: Request) -> HttpResponse:
    """What is stuck, since when, and whom to call."""
    assert request.actor.area is not None
    piles = piles_of(request.actor.area)
    context = {"piles": piles, "phones": phones_of(piles), "trail": [(_("調整"), "")]}
    return show(request, "desk/coordinator.html", context)


@open_to(*OFFICERS)
def portfolio(request: Request) -> HttpResponse:
    """The body's contracts, commitments, savings and effects on one page."""
    context = {"portfolio": portfolio_of(request.actor), "trail": [(_("私の机"), "/desk/"), (_("全体を見る"), "")]}
    return show(request, "desk/portfolio.html", context)


@open_to_everyone
def search_page(request: Request) -> HttpResponse:
    """Needs, consultations and results that resemble a few words."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    kind = request.GET.get("kind", "")
    kinds = (kind,) if kind in KINDS else KINDS
    labels = {
        "need": _("課題"),
        "voice": _("相談"),
        "adoption": _("成立した共同調達"),
        "pilot": _("実証"),
        "certification": _("認定"),
        "challenge": _("募集"),
        "idea": _("アイデア"),
        "handover": _("引き継ぎのメモ"),
        "conversation": _("対話"),
    }
    context = {
        "query": query,
        "kind": kind,
        "labels": labels,
        "hits": [(labels[hit.kind], hit) for hit in search(request.actor, query, kinds=kinds)] if query else (),
        "trail": [(_("検索"), "")],
    }
    return show(request, "desk/search.html", context)
