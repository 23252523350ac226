"""Engagements: lists, one with its weeks, what each side does, the monthly statement, and the calendar feed."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.talent import access, services
from dejiro.apps.talent.forms.engagements import EndForm, ExtendForm, LogForm, RateForm
from dejiro.apps.talent.models import Engagement
from dejiro.apps.talent.selectors.engagements import Statement, billing_month, engagement_page, statement_of
from dejiro.apps.talent.selectors.engagements import engagement_list as engagements_for
from dejiro.apps.talent.views.pages import ENGAGEMENTS, HOME, PER_PAGE
from dejiro.foundation import clock
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.calendars import Month
from dejiro.foundation.doors import open_to, open_to_signed_in
from dejiro.foundation.exchange import Column, Kind
from dejiro.foundation.forms import show
from dejiro.foundation.forms.pages import FormPage, asked, form_page, list_page, posted, table_download, url_of

COLUMNS = (
    Column("body", gettext_lazy("団体")),
    Column("half_days", gettext_lazy("使った半日数"), Kind.INTEGER),
    Column("own", gettext_lazy("半日分の負担（円）"), Kind.INTEGER),
    Column("travel", gettext_lazy("旅費（円）"), Kind.INTEGER),
    Column("common", gettext_lazy("共通の経費の分担（円）"), Kind.INTEGER),
    Column("total", gettext_lazy("合計（円）"), Kind.INTEGER),
)


@open_to_signed_in
def engagement_list(request: Request) -> HttpResponse:
    """The engagements of the reader's body, or their own, or of the area."""
    status = asked(request, "status", Engagement.Status.values)
    context = {
        "page": list_page(request, engagements_for(request.actor, status=status), PER_PAGE),
        "status": status,
        "statuses": Engagement.Status.choices,
        "may_bill": request.actor.has(*access.OFFICERS, Role.COORDINATOR),
        "trail": [HOME, (ENGAGEMENTS[0], "")],
    }
    return show(request, "talent/engagement_list.html", context)


@open_to_signed_in
def engagement_detail(request: Request, pk: int) -> HttpResponse:
    """One engagement and its weeks."""
    found = access.engagement_for_reader(request.actor, pk)
    context = {"view": engagement_page(request.actor, found), "trail": [HOME, ENGAGEMENTS, (found.request.title, "")]}
    return show(request, "talent/engagement.html", context)


@open_to_signed_in
def log_new(request: Request, pk: int) -> HttpResponse:
    """Write down a week."""
    found = access.engagement_for_specialist(request.actor, pk)
    form = LogForm(posted(request), initial={"week": clock.today(), "half_days": found.half_days})
    return form_page(
        request,
        form,
        lambda: services.log_save(actor=request.actor, engagement=found, **form.values()),
        to=lambda _log: found.get_absolute_url(),
        done=_("週の記録を書きました。"),
        page=_page(found, _("週の記録を書く"), _("記録する"), _("同じ週にもう一度書くと、上書きします。")),
    )


@open_to_signed_in
def engagement_rate(request: Request, pk: int) -> HttpResponse:
    """Say how it goes."""
    found = access.engagement_for_side(request.actor, pk)
    form = RateForm(posted(request), initial={"version": found.version})
    return form_page(
        request,
        form,
        lambda: services.engagement_rate(
            actor=request.actor, engagement=found, version=form.seen_version(), **form.values()
        ),
        to=url_of,
        done=_("評価を記録しました。"),
        page=_page(found, _("評価する"), _("評価を送る"), _("相手と調整担当が読みます。")),
    )


@open_to(Role.COORDINATOR)
def engagement_extend(request: Request, pk: int) -> HttpResponse:
    """Let it run longer."""
    found = access.engagement_for_coordinator(request.actor, pk)
    form = ExtendForm(posted(request), initial={"version": found.version})
    return form_page(
        request,
        form,
        lambda: services.engagement_extend(
            actor=request.actor, engagement=found, version=form.seen_version(), **form.values()
        ),
        to=url_of,
        done=_("期間を延ばしました。団体と本人に知らせました。"),
        page=_page(found, _("期間を延ばす"), _("延ばす")),
    )


@open_to_signed_in
def engagement_end(request: Request, pk: int) -> HttpResponse:
    """End it, with a note for the next."""
    found = access.engagement_for_reader(request.actor, pk)
    form = EndForm(posted(request), initial={"ends_on": found.ends_on, "version": found.version})
    return form_page(
        request,
        form,
        lambda: services.engagement_end(
            actor=request.actor,
            engagement=found,
            ends_on=form.cleaned_data["ends_on"],
            reason=form.cleaned_data["reason"],
            handover=form.note(),
            version=form.seen_version(),
        ),
        to=url_of,
        done=_("支援を終えました。引き継ぎのメモは、この依頼に残ります。"),
        page=_page(found, _("支援を終える"), _("終える"), danger=True),
    )


@open_to(Role.MEMBER, Role.APPROVER, Role.COORDINATOR)
def statement(request: Request) -> HttpResponse:
    """A month's bills: the body's own; for the coordinator, of all bodies."""
    month = _month(request)
    context = {
        "view": _statement(request, month),
        "may_see_all": request.actor.area is not None and access.coordinates(request.actor, request.actor.area.pk),
        "before": month.plus(-1),
        "after": month.plus(1),
        "trail": [HOME, ENGAGEMENTS, (_("月ごとの費用"), "")],
    }
    return show(request, "talent/statement.html", context)


@open_to(Role.MEMBER, Role.APPROVER, Role.COORDINATOR)
def statement_export(request: Request, form: str) -> HttpResponse:
    """The same as a file."""
    view = _statement(request, _month(request))
    rows = [
        {
            "body": body.name,
            "half_days": sum(line.half_days for line in bill.lines),
            **{name: getattr(bill, name) for name in ("own", "travel", "common", "total")},
        }
        for body, bill in view.bills
    ]
    return table_download(
        rows, COLUMNS, title=_("人材の費用 %(month)s") % {"month": view.month}, name=_("人材の費用"), form=form
    )


def _statement(request: Request, month: Month) -> Statement:
    area, bodies = access.bills_readable(request.actor)
    return statement_of(area, month, only=bodies)


def _month(request: Request) -> Month:
    try:
        return billing_month(asked(request, "month"))
    except ValueError:
        return Month.of(clock.today())


def _page(found: Engagement, title: str, button: str, lead: str = "", *, danger: bool = False) -> FormPage:
    back = found.get_absolute_url()
    return FormPage(
        title=title,
        button=button,
        back=back,
        trail=[HOME, ENGAGEMENTS, (found.request.title, back)],
        lead=lead,
        danger=danger,
    )
