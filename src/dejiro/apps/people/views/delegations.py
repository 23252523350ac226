"""Standing in for a colleague (代決)."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.people.access import delegation_for_own, own_organization, own_person
from dejiro.apps.people.forms import DelegationForm
from dejiro.apps.people.selectors import delegations_in
from dejiro.apps.people.views.common import form_page
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.accounts.selectors import people_of
from dejiro.foundation.accounts.services import delegation_grant, delegation_revoke
from dejiro.foundation.doors import open_to_signed_in
from dejiro.foundation.forms import ConfirmForm, show, submit

DELEGATIONS = "/people/delegations/"


@open_to_signed_in
def delegations(request: Request) -> HttpResponse:
    """Loans that one gave or received; for an administrator, all of the organization."""
    everybody = request.actor.has(Role.ADMINISTRATOR)
    loans = delegations_in(own_organization(request.actor), None if everybody else own_person(request.actor))
    context = {"delegations": loans, "everybody": everybody, "trail": [(_("代決（代行）"), "")]}
    return show(request, "people/delegations.html", context)


@open_to_signed_in
def delegation_new(request: Request) -> HttpResponse:
    """Lend one's own role to a colleague."""
    organization, person = own_organization(request.actor), own_person(request.actor)
    people = people_of(organization)
    form = DelegationForm(request.POST or None, lender=person, organization=organization, people=people)
    if response := submit(
        request,
        form,
        lambda: delegation_grant(actor=request.actor, **form.values()),
        to=lambda _loan: DELEGATIONS,
        done=_("代行を設定しました。"),
    ):
        return response
    return form_page(
        request,
        form,
        heading=_("役割の代行を頼む"),
        lead=_("休みの間などに、同僚があなたの役割で決裁できるようにします。管理者と監査の役割は頼めません。"),
        button=_("設定する"),
        back=DELEGATIONS,
        trail=((_("代決（代行）"), DELEGATIONS),),
    )


@open_to_signed_in
def delegation_end(request: Request, pk: int) -> HttpResponse:
    """End a loan now."""
    loan = delegation_for_own(request.actor, pk)
    form = ConfirmForm(request.POST or None)
    if response := submit(
        request,
        form,
        lambda: delegation_revoke(actor=request.actor, delegation=loan),
        to=lambda _none: DELEGATIONS,
        done=_("代行を終えました。"),
    ):
        return response
    names = {"lender": loan.membership.user.name, "person": loan.user.name}
    return form_page(
        request,
        form,
        heading=_("代行を終える"),
        lead=_("%(lender)sさんの役割を%(person)sさんが代行することを、今すぐ終えます。") % names,
        button=_("代行を終える"),
        back=DELEGATIONS,
        danger=True,
        trail=((_("代決（代行）"), DELEGATIONS),),
    )
