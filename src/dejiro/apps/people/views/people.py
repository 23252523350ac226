"""The administrator's pages of the people of the own organization."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from dejiro.apps.people.access import membership_for_administrator, own_organization, person_for_administrator
from dejiro.apps.people.forms import EndForm, GrantForm, InviteForm, MoveForm
from dejiro.apps.people.selectors import delegations_in, memberships_ever
from dejiro.apps.people.views.common import PEOPLE, form_page
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Membership, Role, User
from dejiro.foundation.accounts.selectors import person_list
from dejiro.foundation.accounts.services import membership_end, membership_grant, membership_move, person_invite
from dejiro.foundation.doors import open_to
from dejiro.foundation.forms import ConfirmForm, show, submit
from dejiro.foundation.handover.services import person_remove_from_organization


def person_url(user: User) -> str:
    """Return the address of a person's page."""
    return reverse("people:person_detail", args=[user.pk])


def holder_url(membership: Membership) -> str:
    """Return the address of the page of who holds a membership."""
    return reverse("people:person_detail", args=[membership.user_id])


@open_to(Role.ADMINISTRATOR)
def people(request: Request) -> HttpResponse:
    """Everybody in the organization with roles and units."""
    people = person_list(own_organization(request.actor))
    return show(request, "people/people.html", {"people": people, "trail": [(_("人と組織"), "")]})


@open_to(Role.ADMINISTRATOR)
def person_detail(request: Request, pk: int) -> HttpResponse:
    """One person's memberships, past ones too, and loans."""
    person, organization = person_for_administrator(request.actor, pk), own_organization(request.actor)
    context = {
        "person": person,
        "memberships": memberships_ever(person, organization),
        "delegations": delegations_in(organization, person),
        "trail": [(_("人と組織"), PEOPLE), (person.name, "")],
    }
    return show(request, "people/person.html", context)


@open_to(Role.ADMINISTRATOR)
def person_new(request: Request) -> HttpResponse:
    """Invite somebody."""
    organization = own_organization(request.actor)
    form = InviteForm(request.POST or None, organization=organization)
    if response := submit(
        request,
        form,
        lambda: person_invite(actor=request.actor, organization=organization, **form.values()),
        to=lambda user: person_url(user) if form.cleaned_data["roles"] else PEOPLE,
        done=_("招待しました。案内のメールを送ります。"),
    ):
        return response
    return form_page(request, form, heading=_("人を招待する"), button=_("招待する"))


@open_to(Role.ADMINISTRATOR)
def membership_new(request: Request, pk: int) -> HttpResponse:
    """Give a person one more role."""
    person, organization = person_for_administrator(request.actor, pk), own_organization(request.actor)
    form = GrantForm(request.POST or None, organization=organization)
    if response := submit(
        request,
        form,
        lambda: membership_grant(actor=request.actor, user=person, organization=organization, **form.values()),
        to=holder_url,
        done=_("役割を加えました。"),
    ):
        return response
    heading = _("%(name)sさんに役割を加える") % {"name": person.name}
    return form_page(request, form, heading=heading, button=_("加える"), back=person_url(person))


@open_to(Role.ADMINISTRATOR)
def membership_finish(request: Request, pk: int) -> HttpResponse:
    """End a role, after a look at what ends with it."""
    membership = membership_for_administrator(request.actor, pk)
    form = EndForm(request.POST or None)
    if response := submit(
        request,
        form,
        lambda: membership_end(actor=request.actor, membership=membership, at=form.at()),
        to=lambda _none: PEOPLE,
        done=_("役割を終えました。"),
    ):
        return response
    names = {"name": membership.user.name, "role": Role(membership.role).label}
    return form_page(
        request,
        form,
        heading=_("%(name)sさんの「%(role)s」を終える") % names,
        notes=(_("この役割にもとづく代行、部会の席、APIの鍵も、同時に終わります。"),),
        button=_("役割を終える"),
        back=person_url(membership.user),
        danger=True,
    )


@open_to(Role.ADMINISTRATOR)
def membership_unit(request: Request, pk: int) -> HttpResponse:
    """Let a person sit in another unit."""
    membership, organization = membership_for_administrator(request.actor, pk), own_organization(request.actor)
    form = MoveForm(request.POST or None, organization=organization, initial={"unit": membership.unit_id})
    if response := submit(
        request,
        form,
        lambda: membership_move(actor=request.actor, membership=membership, unit=form.values()["unit"]),
        to=holder_url,
        done=_("課・係を変えました。"),
    ):
        return response
    heading = _("%(name)sさんの課・係を変える") % {"name": membership.user.name}
    return form_page(request, form, heading=heading, button=_("変える"), back=person_url(membership.user))


@open_to(Role.ADMINISTRATOR)
def person_remove(request: Request, pk: int) -> HttpResponse:
    """Take a person out of the organization, after a look at what that means."""
    person, organization = person_for_administrator(request.actor, pk), own_organization(request.actor)
    form = ConfirmForm(request.POST or None)
    if response := submit(
        request,
        form,
        lambda: person_remove_from_organization(actor=request.actor, user=person, organization=organization),
        to=lambda _result: PEOPLE,
        done=_("%(name)sさんを団体から外しました。") % {"name": person.name},
    ):
        return response
    return form_page(
        request,
        form,
        heading=_("%(name)sさんを%(organization)sから外す") % {"name": person.name, "organization": organization.name},
        notes=(
            _(
                "役割、代行、部会の席、この人のAPIの鍵は、すぐに終わります。この人はすべての端末からログアウトされます。"
            ),
            _("この人あての仕事は、団体の全員の机に移ります。後任がいるときは「引き継ぎ」を使ってください。"),
        ),
        button=_("団体から外す"),
        back=person_url(person),
        danger=True,
    )
