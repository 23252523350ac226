"""The pool: the coordinator's list, a specialist's page, and what its keeper changes there."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dejiro.apps.talent import access, services
from dejiro.apps.talent.bodies import written
from dejiro.apps.talent.entries import OWN_TEXTS, entry_of
from dejiro.apps.talent.forms.engagements import TimeForm
from dejiro.apps.talent.forms.pool import DescribeForm, EntryForm, LeaveForm
from dejiro.apps.talent.importing import pool_columns, pool_lines, pool_values
from dejiro.apps.talent.models import Specialist
from dejiro.apps.talent.planning import consultations_held
from dejiro.apps.talent.selectors.pool import looks_of, papers_ending, pool_of, pool_rows, profile_of
from dejiro.apps.talent.standards import role_choices, roles
from dejiro.apps.talent.views.pages import HOME, PER_PAGE, POOL
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to, open_to_signed_in
from dejiro.foundation.forms import ConfirmForm, show
from dejiro.foundation.forms.pages import (
    FormPage,
    asked,
    form_page,
    list_page,
    posted,
    posted_files,
    table_download,
    url_of,
)
from dejiro.foundation.forms.tables import TableForm, import_page


@open_to(Role.COORDINATOR)
def pool(request: Request) -> HttpResponse:
    """Everybody in the pool, with what lacks."""
    area = access.area_of_coordinator(request.actor)
    filters = _filters(request)
    page = list_page(request, pool_of(area, **filters), PER_PAGE)
    context = {
        "page": page,
        "rows": pool_rows(page),
        "ending": papers_ending(area),
        "roles": role_choices(),
        "employments": Specialist.Employment.choices,
        "filters": filters,
        "filtered": any(filters.values()),
        "query": request.GET.urlencode(),
        "trail": [HOME, (POOL[0], "")],
    }
    return show(request, "talent/pool.html", context)


@open_to_signed_in
def specialist(request: Request, pk: int) -> HttpResponse:
    """A specialist's page; that a body or coordinator looks is recorded."""
    found = access.specialist_for_reader(request.actor, pk)
    services.look_record(actor=request.actor, specialist=found)
    trail = (
        [HOME, POOL, (found.name, "")] if access.coordinates(request.actor, found.area_id) else [HOME, (found.name, "")]
    )
    return show(request, "talent/specialist.html", {"view": profile_of(request.actor, found), "trail": trail})


@open_to_signed_in
def me(request: Request) -> HttpResponse:
    """Lead a specialist to their own page."""
    return redirect(access.own_entry(request.actor).get_absolute_url())


@open_to(Role.COORDINATOR)
def specialist_new(request: Request) -> HttpResponse:
    """Take somebody into the pool."""
    form = EntryForm(posted(request), area=access.area_of_coordinator(request.actor))
    return form_page(
        request,
        form,
        lambda: services.specialist_save(actor=request.actor, entry=form.entry()),
        to=url_of,
        done=_("人材プールに登録しました。続けて、スキルと稼働量を入れてください。"),
        page=FormPage(title=_("人材を登録する"), button=_("登録する"), back=POOL[1], trail=[HOME, POOL]),
    )


@open_to(Role.COORDINATOR)
def specialist_edit(request: Request, pk: int) -> HttpResponse:
    """Change an entry as its coordinator."""
    found = access.specialist_for_coordinator(request.actor, pk)
    entry = entry_of(found)
    initial = {
        **entry.__dict__,
        "places": written(entry.places),
        "lender": entry.lender.name if entry.lender else "",
        "version": found.version,
    }
    form = EntryForm(posted(request), initial=initial, area=found.area)
    return form_page(
        request,
        form,
        lambda: services.specialist_save(
            actor=request.actor, entry=form.entry(), specialist=found, version=form.seen_version()
        ),
        to=url_of,
        done=_("登録を変えました。"),
        page=page_of(found, _("登録を変える"), _("保存する")),
    )


@open_to_signed_in
def specialist_describe(request: Request, pk: int) -> HttpResponse:
    """Change what a specialist says of themselves."""
    found = access.specialist_for_editor(request.actor, pk)
    initial = {name: getattr(found, name) for name in (*OWN_TEXTS, "version")}
    initial["places"] = written(found.places.all())
    form = DescribeForm(posted(request), initial=initial, area=found.area)
    return form_page(
        request,
        form,
        lambda: services.specialist_describe(
            actor=request.actor, specialist=found, version=form.seen_version(), **form.values()
        ),
        to=url_of,
        done=_("紹介を変えました。"),
        page=page_of(found, _("紹介を変える"), _("保存する")),
    )


@open_to_signed_in
def specialist_leave(request: Request, pk: int) -> HttpResponse:
    """Record from which day somebody works no more."""
    found = access.specialist_for_editor(request.actor, pk)
    form = LeaveForm(posted(request), initial={"left_on": found.left_on, "version": found.version})
    return form_page(
        request,
        form,
        lambda: services.specialist_leave(
            actor=request.actor, specialist=found, version=form.seen_version(), **form.values()
        ),
        to=url_of,
        done=_("退任日を記録しました。"),
        page=page_of(
            found, _("退任日を決める"), _("記録する"), _("その日より後の支援は、調整担当が組み直します。"), danger=True
        ),
    )


@open_to(Role.COORDINATOR)
def specialist_erase(request: Request, pk: int) -> HttpResponse:
    """Erase the data of somebody who has left."""
    found = access.specialist_for_erasure(request.actor, pk)
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: services.specialist_erase(actor=request.actor, specialist=found),
        to=lambda _found: POOL[1],
        done=_("登録を消しました。支援の数字は、名前なしで残ります。"),
        page=page_of(
            found,
            _("登録を消去する"),
            _("消去する"),
            _("氏名、経歴、スキル、書類、閲覧の記録を消します。支援の量と費用は、名前なしで残ります。元に戻せません。"),
            danger=True,
        ),
    )


@open_to_signed_in
def looks(request: Request, pk: int) -> HttpResponse:
    """Who looked at a profile."""
    found = access.specialist_for_auditor(request.actor, pk)
    context = {"specialist": found, "looks": looks_of(found), "trail": [HOME, (_("閲覧の記録"), "")]}
    return show(request, "talent/looks.html", context)


@open_to_signed_in
def consultation_time(request: Request, pk: int) -> HttpResponse:
    """Say how much of a week a consultation takes."""
    found, person = access.consultation_for_keeper(request.actor, pk)
    held = next(row for row in consultations_held(person.area, only=person) if row.consultation == found.pk)
    form = TimeForm(posted(request), initial={"half_days": held.half_days})
    back = person.get_absolute_url()
    return form_page(
        request,
        form,
        lambda: services.consultation_time_save(
            actor=request.actor, consultation=found, half_days=form.cleaned_data["half_days"]
        ),
        to=lambda _found: back,
        done=_("相談に使う量を記録しました。"),
        page=page_of(person, _("相談に使う量"), _("記録する"), held.title),
    )


@open_to(Role.COORDINATOR)
def pool_export(request: Request, form: str) -> HttpResponse:
    """The pool, as filtered, as a file that can be imported again."""
    area = access.area_of_coordinator(request.actor)
    people = pool_of(area, **_filters(request)).prefetch_related("capacities", "places")
    rows = [pool_values(one) for one in people]
    return table_download(rows, pool_columns(), title=_("人材プール"), name=_("人材プール"), form=form)


@open_to(Role.COORDINATOR)
def pool_import(request: Request) -> HttpResponse:
    """Take a whole table into the pool, or say everything that is wrong with it."""
    area = access.area_of_coordinator(request.actor)
    form = TableForm(posted(request), posted_files(request))
    context: dict[str, object] = {
        "columns": pool_columns(),
        "title": _("人材プールをファイルから取り込む"),
        "lead": _("ファイルにいない人は、そのまま残ります。人材番号が同じ人は、ファイルの内容に変わります。"),
        "template": "/talent/pool/export.xlsx",
        "back": POOL[1],
        "trail": [HOME, POOL, (_("ファイルから取り込む"), "")],
    }
    return import_page(
        request, form, context, lambda file: services.pool_import(actor=request.actor, lines=pool_lines(file, area))
    )


def page_of(found: Specialist, title: str, button: str, lead: str = "", *, danger: bool = False) -> FormPage:
    """Return how a page about a specialist looks."""
    back = found.get_absolute_url()
    return FormPage(title=title, button=button, back=back, trail=[HOME, (found.name, back)], lead=lead, danger=danger)


def _filters(request: Request) -> dict[str, str]:
    return {
        "q": asked(request, "q"),
        "role": asked(request, "role", list(roles())),
        "employment": asked(request, "employment", Specialist.Employment.values),
    }
