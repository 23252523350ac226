"""After a merger: the people of the body that is no more go over to the one that has its place."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from dejiro.apps.people.access import merger_for_administrator, own_organization
from dejiro.apps.people.forms import MergerForm
from dejiro.apps.people.selectors import mergers_waiting
from dejiro.apps.people.views.common import form_page
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to
from dejiro.foundation.forms import show, submit
from dejiro.foundation.handover.mergers import people_take_over, roles_waiting


@open_to(Role.ADMINISTRATOR, Role.COORDINATOR)
def mergers(request: Request) -> HttpResponse:
    """The merged bodies whose people can go over now."""
    own_organization(request.actor)
    trail = [(_("合併した団体"), "")]
    return show(request, "people/mergers.html", {"mergers": mergers_waiting(request.actor), "trail": trail})


@open_to(Role.ADMINISTRATOR, Role.COORDINATOR)
def merger(request: Request, pk: int) -> HttpResponse:
    """Who goes over, with which roles, all in one transaction."""
    body, successor = merger_for_administrator(request.actor, pk)
    form = MergerForm(request.POST or None, waiting=roles_waiting(body, successor))
    there, names = reverse("people:mergers"), {"old": body.name, "new": successor.name}
    if response := submit(
        request,
        form,
        lambda: people_take_over(actor=request.actor, predecessor=body, successor=successor, **form.values()),
        to=lambda _result: there,
        done=_("%(old)sの人を%(new)sに引き継ぎました。") % names,
    ):
        return response
    return form_page(
        request,
        form,
        heading=_("%(old)sの人を%(new)sに引き継ぐ") % names,
        button=_("引き継ぎを確定する"),
        back=there,
        lead=_("同じ役割が、いまから%(new)sで始まります。同じ名前の課・係があれば、そこに所属します。") % names,
        notes=(
            _("%(old)sでの役割は、引き継がない人の分も、すべて終わります。元に戻せません。") % names,
            _("作業部会の席は引き継ぎます。代行とAPIの鍵は終わります。要るときは、もう一度登録してください。"),
            _("引き継いだ人にも、引き継がなかった人にも、お知らせが届きます。"),
        ),
        danger=True,
        trail=((_("合併した団体"), there),),
    )
