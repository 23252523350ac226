"""Needs: the public list and page, and what the coordinator does with one."""

from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.vary import vary_on_headers

from dejiro.apps.needs import access, services
from dejiro.apps.needs.forms import NeedForm, NeedNumberForm, ReasonForm
from dejiro.apps.needs.models import Category, Need
from dejiro.apps.needs.selectors.needs import NeedRow, need_page, need_rows, needs_similar
from dejiro.apps.needs.selectors.needs import need_list as needs_for
from dejiro.apps.needs.services.lineage import voices_of
from dejiro.apps.needs.views.pages import NEEDS, chosen
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to, open_to_everyone, open_to_signed_in
from dejiro.foundation.exchange import Column, Kind
from dejiro.foundation.forms import ConfirmForm, show
from dejiro.foundation.forms.pages import FormPage, asked, form_page, list_page, posted, table_download, url_of
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.selectors import municipalities_of, organization_by_code

EXPORT_LIMIT: Final = 5_000
COLUMNS: Final = (
    Column("number", gettext_lazy("番号"), Kind.INTEGER),
    Column("title", gettext_lazy("件名")),
    Column("category", gettext_lazy("分野"), Kind.CHOICE, choices=dict(Category.choices)),
    Column("status", gettext_lazy("状態"), Kind.CHOICE, choices=dict(Need.Status.choices)),
    Column("bodies", gettext_lazy("いまの団体数"), Kind.INTEGER),
    Column("required", gettext_lazy("必要な団体数"), Kind.INTEGER),
    Column("voices", gettext_lazy("声の数"), Kind.INTEGER),
    Column("created_at", gettext_lazy("登録日"), Kind.DATE),
    Column("summary", gettext_lazy("概要")),
)


@open_to_everyone
def need_list(request: Request) -> HttpResponse:
    """All needs of the area, filtered."""
    area = area_shown(request)
    filters = _filters(request)
    page = list_page(request, needs_for(request.actor, area=area, **filters))
    context = {
        "page": page,
        "rows": need_rows(page),
        "filters": filters,
        "filtered": any(filters.values()),
        "categories": Category.choices,
        "statuses": Need.Status.choices,
        "bodies": municipalities_of(area) if area else [],
        "query": request.GET.urlencode(),
        "may_triage": area is not None and access.coordinates(request.actor, area.pk),
        "trail": [(_("課題"), "")],
    }
    return show(request, "needs/need_list.html", context)


@open_to_everyone
def need_export(request: Request, form: str) -> HttpResponse:
    """The list, as filtered, as a file."""
    needs = needs_for(request.actor, area=area_shown(request), **_filters(request))[:EXPORT_LIMIT]
    rows = [_line(row) for row in need_rows(needs)]
    return table_download(rows, COLUMNS, title=_("課題の一覧"), name=_("課題"), form=form)


@open_to_everyone
@vary_on_headers("HX-Request")
def need_detail(request: Request, pk: int) -> HttpResponse:
    """One need and everything that hangs on it; what is like it is looked for when a reader comes that far."""
    need = access.need_for_reader(request.actor, pk)
    cases = needs_similar(request.actor, need) if "similar" in request.GET else None
    if cases is not None and request.headers.get("HX-Request") == "true":
        return show(request, "needs/_need_similar.html", {"cases": cases})
    context = {
        "need": need,
        "cases": cases,
        "view": need_page(request.actor, need),
        "follow_form": ConfirmForm(),
        "trail": [NEEDS, (need.title, "")],
    }
    return show(request, "needs/need_detail.html", context)


@open_to(Role.COORDINATOR)
def need_edit(request: Request, pk: int) -> HttpResponse:
    """Describe it anew."""
    need = access.need_for_coordinator(request.actor, pk)
    initial = {"title": need.title, "summary": need.summary, "category": need.category, "version": need.version}
    form = NeedForm(posted(request), initial=initial)
    return form_page(
        request,
        form,
        lambda: services.need_update(actor=request.actor, need=need, version=form.seen_version(), **form.values()),
        to=url_of,
        done=_("課題の説明を変えました。フォローしている人に知らせました。"),
        page=_page(need, _("課題の説明を変える"), _("保存する")),
    )


@open_to(Role.COORDINATOR)
def need_close(request: Request, pk: int) -> HttpResponse:
    """Close it with a public reason."""
    need = access.need_for_coordinator(request.actor, pk)
    form = ReasonForm(posted(request), initial={"version": need.version})
    return form_page(
        request,
        form,
        lambda: services.need_close(actor=request.actor, need=need, version=form.seen_version(), **form.values()),
        to=url_of,
        done=_("課題を終了しました。"),
        page=_page(need, _("課題を終了する"), _("終了する"), lead=_("理由は公開されます。"), danger=True),
    )


@open_to(Role.COORDINATOR)
def need_reopen(request: Request, pk: int) -> HttpResponse:
    """Open it again."""
    need = access.need_for_coordinator(request.actor, pk)
    form = ConfirmForm(posted(request), initial={"version": need.version})
    return form_page(
        request,
        form,
        lambda: services.need_reopen(actor=request.actor, need=need, version=form.seen_version()),
        to=url_of,
        done=_("課題を再開しました。"),
        page=_page(need, _("課題を再開する"), _("再開する")),
    )


@open_to(Role.COORDINATOR)
def need_split(request: Request, pk: int) -> HttpResponse:
    """Move some voices into a new need."""
    need = access.need_for_coordinator(request.actor, pk)
    voices = access.voices_for_coordinator(request.actor, chosen(request, "voices"))
    form = NeedForm(posted(request), initial={"category": need.category, "version": need.version})
    return form_page(
        request,
        form,
        lambda: services.need_split(
            actor=request.actor, need=need, voices=voices, version=form.seen_version(), **form.values()
        ),
        to=url_of,
        done=_("声を新しい課題に分けました。"),
        page=_with_voices(request, need, _("課題を分ける"), _("選んだ声を新しい課題に分ける")),
    )


@open_to(Role.COORDINATOR)
def need_unlink_voices(request: Request, pk: int) -> HttpResponse:
    """Take voices out; they wait for triage again."""
    need = access.need_for_coordinator(request.actor, pk)
    voices = access.voices_for_coordinator(request.actor, chosen(request, "voices"))
    form = ConfirmForm(posted(request), initial={"version": need.version})
    return form_page(
        request,
        form,
        lambda: services.voices_unlink(actor=request.actor, need=need, voices=voices, version=form.seen_version()),
        to=url_of,
        done=_("声を課題から外し、整理待ちに戻しました。"),
        page=_with_voices(request, need, _("声を課題から外す"), _("選んだ声を外す")),
    )


@open_to(Role.COORDINATOR)
def need_merge(request: Request, pk: int) -> HttpResponse:
    """Merge it into another need."""
    need = access.need_for_coordinator(request.actor, pk)
    form = NeedNumberForm(posted(request), initial={"version": need.version})
    return form_page(
        request,
        form,
        lambda: services.needs_merge(
            actor=request.actor,
            need=need,
            into=access.need_by_number(request.actor, form.cleaned_data["other"], field="other"),
            version=form.seen_version(),
        ),
        to=url_of,
        done=_("課題を統合しました。"),
        page=_page(
            need,
            _("ほかの課題に統合する"),
            _("統合する"),
            lead=_("この課題の声はすべて統合先に移り、この課題は終了します。あとで取り消せます。"),
            danger=True,
        ),
    )


@open_to(Role.COORDINATOR)
def need_link(request: Request, pk: int) -> HttpResponse:
    """Say that another need belongs to it."""
    need = access.need_for_coordinator(request.actor, pk)
    form = NeedNumberForm(posted(request))
    return form_page(
        request,
        form,
        lambda: services.needs_link(
            actor=request.actor,
            need=need,
            other=access.need_by_number(request.actor, form.cleaned_data["other"], field="other"),
        ),
        to=lambda _link: need.get_absolute_url(),
        done=_("関連する課題を加えました。"),
        page=_page(need, _("関連する課題を加える"), _("加える")),
    )


@open_to(Role.COORDINATOR)
def need_unlink(request: Request, pk: int, other: int) -> HttpResponse:
    """Say that another need does not belong to it after all."""
    need = access.need_for_coordinator(request.actor, pk)
    linked = access.need_for_reader(request.actor, other)
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: services.needs_unlink(actor=request.actor, need=need, other=linked),
        to=lambda _none: need.get_absolute_url(),
        done=_("関連する課題から外しました。"),
        page=_page(need, _("関連する課題から外す"), _("外す"), lead=linked.title),
    )


@open_to_signed_in
def need_follow(request: Request, pk: int) -> HttpResponse:
    """Hear of it from now on."""
    need = access.need_for_follower(request.actor, pk)
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: services.need_follow(actor=request.actor, need=need),
        to=lambda _none: need.get_absolute_url(),
        done=_("この課題をフォローしました。動きがあるとお知らせします。"),
        page=_page(need, _("課題をフォローする"), _("フォローする")),
    )


@open_to_signed_in
def need_unfollow(request: Request, pk: int) -> HttpResponse:
    """Hear of it no more."""
    need = access.need_for_follower(request.actor, pk)
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: services.need_unfollow(actor=request.actor, need=need),
        to=lambda _none: need.get_absolute_url(),
        done=_("フォローをやめました。"),
        page=_page(need, _("フォローをやめる"), _("フォローをやめる")),
    )


def area_shown(request: Request) -> Organization | None:
    """Return the prefecture whose needs the reader sees first: their own, else the installation's."""
    return request.actor.area or organization_by_code(settings.AREA)


def _filters(request: Request) -> dict[str, str]:
    return {
        "category": asked(request, "category", Category.values),
        "status": asked(request, "status", Need.Status.values),
        "q": asked(request, "q"),
        "body": asked(request, "body", limit=13),
    }


def _line(row: NeedRow) -> dict[str, object]:
    need = row.need
    return {
        "number": need.pk,
        "title": need.title,
        "category": need.category,
        "status": need.status,
        "bodies": row.bodies,
        "required": need.bodies_required,
        "voices": row.voices,
        "created_at": need.created_at,
        "summary": need.summary,
    }


def _page(need: Need, title: str, button: str, lead: str = "", *, danger: bool = False) -> FormPage:
    place = (need.title, need.get_absolute_url())
    return FormPage(
        title=title, button=button, back=need.get_absolute_url(), trail=[NEEDS, place], lead=lead, danger=danger
    )


def _with_voices(request: Request, need: Need, title: str, button: str) -> FormPage:
    picked: Sequence[int] = chosen(request, "voices")
    return FormPage(
        title=title,
        button=button,
        back=need.get_absolute_url(),
        trail=[NEEDS, (need.title, need.get_absolute_url())],
        template="needs/need_voices.html",
        context={"voices": voices_of(need), "picked": picked},
    )
