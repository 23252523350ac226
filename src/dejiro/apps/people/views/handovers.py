"""The April hand-over: choose, look at what moves, confirm, see what moved."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from dejiro.apps.people.access import own_organization
from dejiro.apps.people.forms import HandoverForm
from dejiro.apps.people.selectors import takeover
from dejiro.apps.people.views.common import PEOPLE
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role, User
from dejiro.foundation.accounts.selectors import person_list
from dejiro.foundation.doors import open_to
from dejiro.foundation.forms import show, submit
from dejiro.foundation.handover.services import Handover, handover
from dejiro.foundation.ledger.selectors import EntryView, history

HANDOVER = "/people/handover/"


def handover_form(request: Request, data: object) -> HandoverForm:
    """Return the form with the people of the organization to choose from."""
    people = [view.user for view in person_list(own_organization(request.actor))]
    return HandoverForm(data or None, people=people)


@open_to(Role.ADMINISTRATOR)
def handover_choose(request: Request) -> HttpResponse:
    """Step 1: who leaves, who takes over. The choice is sent by GET and changes nothing."""
    form = handover_form(request, request.GET)
    if form.is_bound and form.is_valid():
        return _preview(request, form)
    return _choose(request, form)


@open_to(Role.ADMINISTRATOR)
def handover_confirm(request: Request) -> HttpResponse:
    """Step 2: the whole hand-over in one transaction."""
    form = handover_form(request, request.POST)
    organization = own_organization(request.actor)
    if response := submit(
        request,
        form,
        lambda: handover(actor=request.actor, organization=organization, **form.values()),
        to=done_url,
        done=_("引き継ぎが終わりました。"),
    ):
        return response
    return _choose(request, form)


@open_to(Role.ADMINISTRATOR)
def handover_done(request: Request, pk: int) -> HttpResponse:
    """Step 3: what moved, as the log states it."""
    entry = last_handover(pk, own_organization(request.actor).code)
    predecessor = User.objects.filter(pk=pk).first()
    if entry is None or predecessor is None:
        raise Http404
    successor = User.objects.filter(ref=str(entry.data["successor"])).first()
    roles = entry.data["roles"]
    context = {
        "entry": entry,
        "predecessor": predecessor,
        "successor": successor,
        "roles": [Role(str(role)).label for role in roles] if isinstance(roles, Sequence) else [],
        "steps": steps(),
        "trail": [(_("人と組織"), PEOPLE), (_("引き継ぎの結果"), "")],
    }
    return show(request, "people/handover_done.html", context)


def done_url(result: Handover) -> str:
    """Return the address of a hand-over's result."""
    return reverse("people:handover_done", args=[result.succession.predecessor.pk])


def last_handover(person: int, organization: str) -> EntryView | None:
    """Return the newest hand-over of a person in an organization, from the log."""
    entries = history(f"accounts.user:{person}")
    here = [one for one in entries if one.action == "accounts.handover" and one.data["organization"] == organization]
    return here[-1] if here else None


def steps() -> list[str]:
    """Return the names of the wizard's steps."""
    return [_("人を選ぶ"), _("移るものを確かめる"), _("完了")]


def _choose(request: Request, form: HandoverForm) -> HttpResponse:
    context = {"steps": steps(), "trail": [(_("人と組織"), PEOPLE), (_("引き継ぎ"), "")]}
    return show(request, "people/handover_choose.html", context, form=form)


def _preview(request: Request, form: HandoverForm) -> HttpResponse:
    values = form.values()
    context = {
        **values,
        "takeover": takeover(values["predecessor"], own_organization(request.actor)),
        "steps": steps(),
        "trail": [(_("人と組織"), PEOPLE), (_("引き継ぎ"), HANDOVER), (_("移るもの"), "")],
    }
    return show(request, "people/handover_preview.html", context, form=form)
