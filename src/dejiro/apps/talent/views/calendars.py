"""A specialist's engagements in their own calendar: as a file, and under a secret address that needs no login."""

from http import HTTPStatus

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from dejiro.apps.talent import access, services
from dejiro.apps.talent.ical import feed
from dejiro.apps.talent.models import CalendarKey, Specialist
from dejiro.apps.talent.selectors.engagements import calendar_of
from dejiro.apps.talent.services.calendars import WINDOW
from dejiro.apps.talent.views.pages import HOME
from dejiro.apps.talent.views.pool import page_of
from dejiro.foundation import clock
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api.throttles import address_of
from dejiro.foundation.doors import open_to_everyone, open_to_signed_in
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms import ConfirmForm, show, submit
from dejiro.foundation.forms.pages import form_page, posted


@open_to_signed_in
def calendar_feed(request: Request, pk: int) -> HttpResponse:
    """A specialist's engagements as iCalendar, for themselves and the coordinator."""
    found = access.specialist_for_editor(request.actor, pk)
    events = [
        (
            row.pk,
            f"{row.request.organization.name} {row.request.title}",
            _("週%(half_days)d半日") % {"half_days": row.half_days},
            row.starts_on,
            row.ends_on,
        )
        for row in calendar_of(found)
    ]
    return _calendar(feed(_("%(name)sさんの支援") % {"name": found.name}, request.get_host(), events, clock.now()))


@open_to_everyone
def calendar_subscribed(request: Request) -> HttpResponse:
    """The same under a secret address: bodies, roles and weeks, without names and without what others have written."""
    try:
        found = services.specialist_by_key(request.GET.get("key", ""), address_of(request))
    except Refusal as refusal:
        response = HttpResponse(str(refusal), status=HTTPStatus.TOO_MANY_REQUESTS, content_type="text/plain")
        response["Retry-After"] = str(WINDOW)
        return response
    if found is None:
        raise Http404
    events = [
        (
            row.pk,
            f"{row.request.organization.name} {row.request.role_label}",
            _("週%(half_days)d半日") % {"half_days": row.half_days},
            row.starts_on,
            row.ends_on,
        )
        for row in calendar_of(found)
    ]
    return _calendar(feed(_("人材の支援"), request.get_host(), events, clock.now()))


@open_to_signed_in
def calendar_key(request: Request) -> HttpResponse:
    """One's own secret address: whether there is one, and a button that makes a new one and shows it once."""
    found = access.own_entry(request.actor)
    form = ConfirmForm(posted(request))
    made: list[str] = []

    def act() -> Specialist:
        made.append(services.calendar_key_make(actor=request.actor, specialist=found))
        return found

    here = reverse("talent:calendar_key")
    response = submit(request, form, act, to=lambda _found: here, done=_("予定表のアドレスを作りました。"))
    if response and not made:
        return response
    context = {
        "specialist": found,
        "key": CalendarKey.objects.filter(specialist=found).first(),
        # The secret is kept nowhere, so the answer to the form itself is the only page that can show it.
        "address": f"{request.build_absolute_uri(reverse('talent:calendar'))}?key={made[0]}" if made else "",
        "trail": [HOME, (found.name, found.get_absolute_url()), (_("予定表のアドレス"), "")],
    }
    page = show(request, "talent/calendar_key.html", context, form=form)
    page["Cache-Control"] = "private, no-store"
    return page


@open_to_signed_in
def calendar_revoke(request: Request, pk: int) -> HttpResponse:
    """Let a secret address lead nowhere."""
    found = access.specialist_for_editor(request.actor, pk)
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: services.calendar_key_revoke(actor=request.actor, specialist=found),
        to=lambda _found: found.get_absolute_url(),
        done=_("予定表のアドレスを失効しました。"),
        page=page_of(
            found,
            _("予定表のアドレスを失効する"),
            _("失効する"),
            _("そのアドレスを登録した予定表では、支援が更新されなくなります。"),
            danger=True,
        ),
    )


def _calendar(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="talent.ics"'
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
