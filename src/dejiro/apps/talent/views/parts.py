"""The parts of an entry: skills, capacity, absences, conflicts of interest and papers, added and taken off."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.talent import access, services
from dejiro.apps.talent.forms.pool import (
    CapacityForm,
    ConflictForm,
    PaperForm,
    PeriodForm,
    SkillForm,
)
from dejiro.apps.talent.models import Absence, Capacity, Conflict, Paper, Skill, Specialist
from dejiro.apps.talent.views.pool import page_of
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to, open_to_signed_in
from dejiro.foundation.forms import ConfirmForm, HouseForm
from dejiro.foundation.forms.pages import form_page, posted

ABSENCE = gettext_lazy("2週間までの休みは、支援先と調整します。それより長い不在のあいだは、新しい支援を提案しません。")


@open_to_signed_in
def skill_new(request: Request, pk: int) -> HttpResponse:
    """Add a skill, or change its level."""
    found = access.specialist_for_editor(request.actor, pk)
    return _add(request, found, SkillForm(posted(request)), services.skill_save, _("スキルを加える"))


@open_to_signed_in
def capacity_new(request: Request, pk: int) -> HttpResponse:
    """Add half-days a week for a period."""
    found = access.specialist_for_editor(request.actor, pk)
    return _add(request, found, CapacityForm(posted(request)), services.capacity_save, _("稼働できる量を加える"))


@open_to_signed_in
def absence_new(request: Request, pk: int) -> HttpResponse:
    """Add days away."""
    found = access.specialist_for_editor(request.actor, pk)
    return _add(request, found, PeriodForm(posted(request)), services.absence_save, _("不在を加える"), lead=ABSENCE)


@open_to(Role.COORDINATOR)
def conflict_new(request: Request, pk: int) -> HttpResponse:
    """Add a body for which the specialist must not work."""
    found = access.specialist_for_coordinator(request.actor, pk)
    form = ConflictForm(posted(request), area=found.area)
    return _add(request, found, form, services.conflict_save, _("利益相反を記録する"))


@open_to(Role.COORDINATOR)
def paper_new(request: Request, pk: int) -> HttpResponse:
    """Record a paper."""
    found = access.specialist_for_coordinator(request.actor, pk)
    return _add(request, found, PaperForm(posted(request)), services.paper_save, _("書類を記録する"))


@open_to_signed_in
def skill_remove(request: Request, pk: int) -> HttpResponse:
    """Take a skill off."""
    return _remove(request, access.part_for_editor(request.actor, Skill, pk))


@open_to_signed_in
def capacity_remove(request: Request, pk: int) -> HttpResponse:
    """Take a period of capacity off."""
    return _remove(request, access.part_for_editor(request.actor, Capacity, pk))


@open_to_signed_in
def absence_remove(request: Request, pk: int) -> HttpResponse:
    """Take an absence off."""
    return _remove(request, access.part_for_editor(request.actor, Absence, pk))


@open_to(Role.COORDINATOR)
def conflict_remove(request: Request, pk: int) -> HttpResponse:
    """Take a conflict of interest off."""
    return _remove(request, access.part_for_editor(request.actor, Conflict, pk))


@open_to(Role.COORDINATOR)
def paper_remove(request: Request, pk: int) -> HttpResponse:
    """Take a paper off."""
    return _remove(request, access.part_for_editor(request.actor, Paper, pk))


def _add(
    request: Request,
    found: Specialist,
    form: HouseForm,
    save: Callable[..., Any],
    title: str,
    *,
    lead: str | Promise = "",
) -> HttpResponse:
    here = found.get_absolute_url()
    return form_page(
        request,
        form,
        lambda: save(actor=request.actor, specialist=found, **form.values()),
        to=lambda _made: here,
        done=_("登録しました。"),
        page=page_of(found, title, _("登録する"), str(lead)),
    )


def _remove(request: Request, part: access.Part) -> HttpResponse:
    here = part.specialist.get_absolute_url()
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: services.part_remove(actor=request.actor, part=part),
        to=lambda _specialist: here,
        done=_("消しました。"),
        page=page_of(part.specialist, _("登録から消す"), _("消す"), part_text(part), danger=True),
    )


def part_text(part: access.Part) -> str:
    """Return a part of an entry in a sentence."""
    kind = part._meta.verbose_name  # noqa: SLF001  # Django documents it as public
    return _("%(name)sさんの登録から、この%(kind)sを消します：%(part)s") % {
        "name": part.specialist.name,
        "kind": kind,
        "part": part,
    }
