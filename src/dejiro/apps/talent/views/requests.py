"""Requests: the wizard, the list, one request, and what officer, approver and coordinator do with it."""

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dejiro.apps.talent import access, services
from dejiro.apps.talent.forms.requests import ProblemForm, ReasonForm, RequestForm
from dejiro.apps.talent.models import Request as TalentRequest
from dejiro.apps.talent.requests_table import request_columns, request_lines, request_values
from dejiro.apps.talent.selectors.requests import (
    open_rests,
    request_page,
    requests_alike,
    suggestions_for,
)
from dejiro.apps.talent.selectors.requests import request_list as requests_for
from dejiro.apps.talent.standards import role_choices, roles, situations
from dejiro.apps.talent.views.pages import HOME, PER_PAGE, REQUESTS
from dejiro.foundation import clock
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

AHEAD = timedelta(days=30)
LINKS: Final = ("need", "commitment", "rest_of")
KEPT: Final = ("title", "problem", "situation", "role", "level", "onsite", "priority", "supervisor")
SHARES: Final = ("share_percent", "travel_percent")

# Names of skipped requests that are shown; the rest are counted.
SHOWN: Final = 5


@open_to(Role.MEMBER, Role.APPROVER, Role.COORDINATOR)
def request_list(request: Request) -> HttpResponse:
    """The body's requests; for the coordinator, all that were sent."""
    filters = _filters(request)
    page = list_page(request, requests_for(request.actor, **filters), PER_PAGE)
    context = {
        "page": page,
        "filters": filters,
        "filtered": any(filters.values()),
        "roles": role_choices(),
        "statuses": TalentRequest.Status.choices,
        "may_ask": access.is_municipal(request.actor),
        "may_coordinate": request.actor.has(Role.COORDINATOR),
        "query": request.GET.urlencode(),
        "trail": [HOME, (REQUESTS[0], "")],
    }
    return show(request, "talent/request_list.html", context)


@open_to(Role.MEMBER, Role.APPROVER)
def request_new(request: Request) -> HttpResponse:
    """The wizard: a problem in plain words leads to roles and levels, and to what others asked for."""
    area = access.area_of_municipality(request.actor)
    form = ProblemForm(posted(request))
    if form.is_bound and form.is_valid() and "choice" in request.POST:
        return _form_of(request, RequestForm(initial=_chosen(request.POST["choice"], form.cleaned_data["problem"])))
    problem = form.cleaned_data["problem"] if form.is_bound and form.is_valid() else ""
    context = {
        "suggestions": suggestions_for(problem) if problem else [],
        "alike": requests_alike(area, problem) if problem else [],
        "trail": [HOME, REQUESTS, (_("人材をお願いする"), "")],
    }
    return show(request, "talent/wizard.html", context, form=form)


@open_to(Role.MEMBER, Role.APPROVER)
def request_write(request: Request) -> HttpResponse:
    """Write a request."""
    access.area_of_municipality(request.actor)
    return _form_of(request, RequestForm(posted(request), initial={"starts_on": clock.today() + AHEAD}))


@open_to_signed_in
def request_detail(request: Request, pk: int) -> HttpResponse:
    """One request: what is asked, who could serve it, what would help."""
    found = access.request_for_reader(request.actor, pk)
    view = request_page(request.actor, found)
    context = {
        "view": view,
        "form": ConfirmForm(initial={"version": found.version}),
        "alike": requests_alike(found.area, f"{found.title} {found.problem}", but=found.pk) if view.is_own else [],
        "trail": [HOME, REQUESTS, (found.title, "")],
    }
    return show(request, "talent/request_detail.html", context)


@open_to(Role.MEMBER, Role.APPROVER)
def request_edit(request: Request, pk: int) -> HttpResponse:
    """Change a request that is being prepared."""
    found = access.request_for_officer(request.actor, pk)
    names = [name for name in RequestForm.base_fields if name not in {*LINKS, "submission"}]
    initial = {name: getattr(found, name) for name in names}
    initial |= {name: getattr(found, f"{name}_id") for name in LINKS}
    form = RequestForm(posted(request), initial=initial)
    return form_page(
        request,
        form,
        lambda: services.request_save(
            actor=request.actor, terms=form.terms(), request=found, version=form.seen_version()
        ),
        to=url_of,
        done=_("依頼を保存しました。"),
        page=_page(found, _("依頼を変える"), _("保存する")),
    )


@open_to(Role.MEMBER, Role.APPROVER)
def request_rest(request: Request, pk: int) -> HttpResponse:
    """Ask anew for the weeks that nobody supports; the first of them, or those from the Monday in the address."""
    found = access.request_for_officer(request.actor, pk)
    parts = {part.starts_on.isoformat(): part for part in open_rests(request.actor, found)}
    if not parts:
        messages.info(request, _("この依頼に、これから支援を頼める残りの週はありません。"))
        return redirect(found)
    part = parts.get(asked(request, "from")) or next(iter(parts.values()))
    initial = {name: getattr(found, name) for name in (*KEPT, *SHARES)}
    initial |= {"starts_on": part.starts_on, "weeks": part.weeks, "half_days": part.half_days}
    initial |= {"need": found.need_id, "commitment": found.commitment_id, "rest_of": found.pk}
    return _form_of(request, RequestForm(initial=initial))


@open_to(Role.MEMBER, Role.APPROVER)
def request_submit(request: Request, pk: int) -> HttpResponse:
    """Ask for approval."""
    found = access.request_for_officer(request.actor, pk)
    form = ConfirmForm(posted(request), initial={"version": found.version})
    return form_page(
        request,
        form,
        lambda: services.request_submit(actor=request.actor, request=found, version=form.seen_version()),
        to=url_of,
        done=_("承認に回しました。承認者の机に載りました。"),
        page=_page(found, _("承認に回す"), _("承認に回す"), _("承認されると、調整担当に届きます。")),
    )


@open_to(Role.APPROVER)
def request_approve(request: Request, pk: int) -> HttpResponse:
    """Send it in the name of the body."""
    found = access.request_for_approver(request.actor, pk)
    form = ConfirmForm(posted(request), initial={"version": found.version})
    return form_page(
        request,
        form,
        lambda: services.request_approve(actor=request.actor, request=found, version=form.seen_version()),
        to=url_of,
        done=_("承認しました。調整担当に届きました。"),
        page=_page(found, _("依頼を承認する"), _("承認する"), _("団体の依頼として、調整担当に届きます。")),
    )


@open_to(Role.APPROVER)
def request_return(request: Request, pk: int) -> HttpResponse:
    """Give it back with a reason."""
    found = access.request_for_approver(request.actor, pk)
    form = ReasonForm(posted(request), initial={"version": found.version})
    return form_page(
        request,
        form,
        lambda: services.request_return(
            actor=request.actor, request=found, version=form.seen_version(), **form.values()
        ),
        to=url_of,
        done=_("差し戻しました。"),
        page=_page(found, _("差し戻す"), _("差し戻す")),
    )


@open_to(Role.MEMBER, Role.APPROVER)
def request_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take it back."""
    found = access.request_for_officer(request.actor, pk)
    form = ReasonForm(posted(request), initial={"version": found.version})
    return form_page(
        request,
        form,
        lambda: services.request_withdraw(
            actor=request.actor, request=found, version=form.seen_version(), **form.values()
        ),
        to=url_of,
        done=_("依頼を取り下げました。"),
        page=_page(found, _("依頼を取り下げる"), _("取り下げる"), danger=True),
    )


@open_to(Role.MEMBER, Role.APPROVER, Role.COORDINATOR)
def request_export(request: Request, form: str) -> HttpResponse:
    """The list, as filtered, as a file."""
    rows = [request_values(row) for row in requests_for(request.actor, **_filters(request))]
    return table_download(rows, request_columns(), title=_("人材の依頼"), name=_("人材の依頼"), form=form)


@open_to(Role.COORDINATOR)
def request_import(request: Request) -> HttpResponse:
    """Enter requests that bodies have sent as a table."""
    area = access.area_of_coordinator(request.actor)
    form = TableForm(posted(request), posted_files(request))
    context: dict[str, object] = {
        "columns": request_columns(),
        "title": _("依頼をファイルから取り込む"),
        "lead": _("団体から文書で届いた依頼を、承認済みの依頼として加えます。取り込む人が承認者として記録に残ります。"),
        "template": "/talent/requests/export.xlsx",
        "back": REQUESTS[1],
        "trail": [HOME, REQUESTS, (_("ファイルから取り込む"), "")],
    }

    def act(file: Any) -> object:  # noqa: ANN401  # an uploaded file, as the form gives it
        done = services.requests_import(actor=request.actor, lines=request_lines(file, area))
        words = {"made": done.made, "skipped": len(done.skipped), "first": _("、").join(done.skipped[:SHOWN])}
        text = _("新しく加えた依頼は%(made)d件です。同じ依頼がすでにある%(skipped)d件は、加えませんでした。%(first)s")
        if done.skipped:
            messages.info(request, text % words)
        return done

    return import_page(request, form, context, act)


def _form_of(request: Request, form: RequestForm) -> HttpResponse:
    return form_page(
        request,
        form,
        lambda: services.request_save(actor=request.actor, terms=form.terms()),
        to=url_of,
        done=_("依頼を下書きしました。内容を確かめて、承認に回してください。"),
        page=FormPage(
            title=_("依頼を書く"),
            button=_("下書きする"),
            back="/talent/requests/new/",
            trail=[HOME, REQUESTS],
            lead=_("あとから直せます。承認されるまで、ほかの団体には見えません。"),
            context={"action": "/talent/requests/new/form/"},
        ),
    )


def _chosen(choice: str, problem: str) -> dict[str, object]:
    key, _colon, place = choice.partition(":")
    situation = situations().get(key)
    if situation is None or not place.isdecimal() or int(place) >= len(situation.asks):
        return {"problem": problem, "starts_on": clock.today() + AHEAD}
    ask = situation.asks[int(place)]
    return {
        "title": situation.label,
        "problem": problem,
        "situation": key,
        "role": ask.role,
        "level": ask.level,
        "half_days": ask.half_days,
        "weeks": ask.weeks,
        "onsite": ask.onsite,
        "starts_on": clock.today() + AHEAD,
    }


def _page(found: TalentRequest, title: str, button: str, lead: str = "", *, danger: bool = False) -> FormPage:
    back = found.get_absolute_url()
    return FormPage(
        title=title, button=button, back=back, trail=[HOME, REQUESTS, (found.title, back)], lead=lead, danger=danger
    )


def _filters(request: Request) -> dict[str, str]:
    return {
        "q": asked(request, "q"),
        "role": asked(request, "role", list(roles())),
        "status": asked(request, "status", TalentRequest.Status.values),
    }
