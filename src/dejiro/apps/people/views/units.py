"""The sections (課・係) of the own organization."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.people.access import own_organization, unit_for_administrator
from dejiro.apps.people.forms import NewUnitForm, UnitForm
from dejiro.apps.people.views.common import PEOPLE, form_page
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to
from dejiro.foundation.forms import ConfirmForm, show, submit
from dejiro.foundation.organizations.selectors import units_of
from dejiro.foundation.organizations.units import unit_add, unit_close, unit_rename

UNITS = "/people/units/"


def trail() -> tuple[tuple[str, str], ...]:
    """Return the way to the units."""
    return ((_("人と組織"), PEOPLE), (_("課・係"), UNITS))


@open_to(Role.ADMINISTRATOR)
def units(request: Request) -> HttpResponse:
    """The units of today."""
    context = {
        "units": units_of(own_organization(request.actor)),
        "trail": [(_("人と組織"), PEOPLE), (_("課・係"), "")],
    }
    return show(request, "people/units.html", context)


@open_to(Role.ADMINISTRATOR)
def unit_new(request: Request) -> HttpResponse:
    """Add a unit."""
    organization = own_organization(request.actor)
    form = NewUnitForm(request.POST or None, organization=organization)
    if response := submit(
        request,
        form,
        lambda: unit_add(actor=request.actor, organization=organization, **form.values()),
        to=lambda _unit: UNITS,
        done=_("課・係を加えました。"),
    ):
        return response
    return form_page(request, form, heading=_("課・係を加える"), button=_("加える"), back=UNITS, trail=trail())


@open_to(Role.ADMINISTRATOR)
def unit_edit(request: Request, pk: int) -> HttpResponse:
    """Correct a unit's name or number."""
    unit = unit_for_administrator(request.actor, pk)
    form = UnitForm(request.POST or None, initial={"name": unit.name, "phone": unit.phone})
    if response := submit(
        request,
        form,
        lambda: unit_rename(actor=request.actor, unit=unit, **form.values()),
        to=lambda _unit: UNITS,
        done=_("課・係を直しました。"),
    ):
        return response
    return form_page(request, form, heading=_("課・係を直す"), button=_("保存する"), back=UNITS, trail=trail())


@open_to(Role.ADMINISTRATOR)
def unit_end(request: Request, pk: int) -> HttpResponse:
    """Close a unit today."""
    unit = unit_for_administrator(request.actor, pk)
    form = ConfirmForm(request.POST or None)
    if response := submit(
        request,
        form,
        lambda: unit_close(actor=request.actor, unit=unit),
        to=lambda _unit: UNITS,
        done=_("課・係を廃止しました。"),
    ):
        return response
    heading = _("「%(name)s」を廃止する") % {"name": unit.name}
    notes = (_("履歴は残ります。所属している人がいる間は廃止できません。"),)
    return form_page(
        request, form, heading=heading, notes=notes, button=_("廃止する"), back=UNITS, danger=True, trail=trail()
    )
