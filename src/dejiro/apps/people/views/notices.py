"""What one was told, and how one wants to be told."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.people.access import notice_for_addressee
from dejiro.apps.people.forms import PreferenceForm
from dejiro.apps.people.views.common import form_page
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.doors import open_to_signed_in
from dejiro.foundation.forms import ConfirmForm, show, submit
from dejiro.foundation.notices.selectors import notices_of, preference_of, unread_count
from dejiro.foundation.notices.services import notice_read, notices_read, preference_set

NOTICES = "/notices/"
PAGE_SIZE = 30


@open_to_signed_in
def notices(request: Request) -> HttpResponse:
    """My notices, newest first; the button marks all of them as read."""
    form = ConfirmForm(request.POST or None)
    if response := submit(
        request,
        form,
        lambda: notices_read(actor=request.actor),
        to=lambda _count: NOTICES,
        done=_("すべて既読にしました。"),
    ):
        return response
    page = Paginator(notices_of(request.actor), PAGE_SIZE).get_page(request.GET.get("page"))
    unread = unread_count(request.actor)
    return show(
        request, "people/notices.html", {"page": page, "unread": unread, "trail": [(_("お知らせ"), "")]}, form=form
    )


@open_to_signed_in
def notice_detail(request: Request, pk: int) -> HttpResponse:
    """One notice; opening it is reading it."""
    notice = notice_for_addressee(request.actor, pk)
    notice_read(actor=request.actor, notice=notice)
    context = {"notice": notice, "trail": [(_("お知らせ"), NOTICES), (notice.title, "")]}
    return show(request, "people/notice.html", context)


@open_to_signed_in
def preferences(request: Request) -> HttpResponse:
    """When mail comes."""
    form = PreferenceForm(request.POST or None, initial={"delivery": preference_of(request.actor).delivery})
    if response := submit(
        request,
        form,
        lambda: preference_set(actor=request.actor, **form.values()),
        to=lambda _preference: NOTICES,
        done=_("メールの受け取り方を変えました。"),
    ):
        return response
    return form_page(
        request,
        form,
        heading=_("お知らせの設定"),
        lead=_("お知らせはいつもこの画面で読めます。ここでは、メールで受け取るかどうかを選びます。"),
        button=_("保存する"),
        back=NOTICES,
        trail=((_("お知らせ"), NOTICES),),
    )
