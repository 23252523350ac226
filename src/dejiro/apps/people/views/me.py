"""My account: name, safety of the login, what is kept about me, and for whom I act."""

from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect, JsonResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dejiro.apps.people.access import erasure_for_administrator, own_person
from dejiro.apps.people.forms import OptionalReasonForm, PersonForm, ReasonForm
from dejiro.apps.people.selectors import about
from dejiro.apps.people.services import erasure_grant, erasure_refuse, erasure_request
from dejiro.apps.people.views.common import PEOPLE, form_page
from dejiro.foundation.accounts.middleware import SESSION_KEY, Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.accounts.services import person_update
from dejiro.foundation.doors import open_to, open_to_signed_in
from dejiro.foundation.forms import ConfirmForm, show, submit

ME = "/people/me/"
FIELDS = ("name", "kana", "phone")


def trail() -> tuple[tuple[str, str], ...]:
    """Return the way to my account."""
    return ((_("自分のアカウント"), ME),)


@open_to_signed_in
def me(request: Request) -> HttpResponse:
    """My account; the name and number may be corrected here."""
    person = own_person(request.actor)
    form = PersonForm(request.POST or None, initial={name: getattr(person, name) for name in FIELDS})
    if response := submit(
        request,
        form,
        lambda: person_update(actor=request.actor, user=person, **form.values()),
        to=lambda _person: ME,
        done=_("保存しました。"),
    ):
        return response
    return show(request, "people/me.html", {"trail": [(_("自分のアカウント"), "")]}, form=form)


@open_to_signed_in
def my_data(request: Request) -> HttpResponse:
    """Everything that is kept about me, as a file."""
    options = {"ensure_ascii": False, "indent": 2}
    response = JsonResponse(about(own_person(request.actor)), json_dumps_params=options)
    response["Content-Disposition"] = 'attachment; filename="dejiro-my-data.json"'
    response["Cache-Control"] = "no-store"
    return response


@open_to_signed_in
def my_erasure(request: Request) -> HttpResponse:
    """Ask to be forgotten."""
    form = OptionalReasonForm(request.POST or None)
    if response := submit(
        request,
        form,
        lambda: erasure_request(actor=request.actor, **form.values()),
        to=lambda _item: ME,
        done=_("消去の請求を受け付けました。団体の管理者が答えます。"),
    ):
        return response
    return form_page(
        request,
        form,
        heading=_("個人データの消去を請求する"),
        notes=(
            _("請求は、あなたの団体の管理者に届きます。消去するか、できない理由を答えるかを決めます。"),
            _(
                "消去すると、氏名・連絡先・お知らせは消え、ログインできなくなります。職務で行ったことの記録は、"
                "だれのものか分からない形で残ります。"
            ),
        ),
        button=_("請求する"),
        back=ME,
        danger=True,
        trail=trail(),
    )


@open_to(Role.ADMINISTRATOR)
def erasure(request: Request, pk: int) -> HttpResponse:
    """An administrator grants a request."""
    item = erasure_for_administrator(request.actor, pk)
    form = ConfirmForm(request.POST or None)
    if response := submit(
        request,
        form,
        lambda: erasure_grant(actor=request.actor, item=item),
        to=lambda _person: PEOPLE,
        done=_("個人データを消去しました。"),
    ):
        return response
    context = {"item": item, "trail": [(_("人と組織"), PEOPLE), (item.title, "")]}
    return show(request, "people/erasure.html", context, form=form)


@open_to(Role.ADMINISTRATOR)
def erasure_no(request: Request, pk: int) -> HttpResponse:
    """An administrator answers why the data must be kept."""
    item = erasure_for_administrator(request.actor, pk)
    form = ReasonForm(request.POST or None)
    if response := submit(
        request,
        form,
        lambda: erasure_refuse(actor=request.actor, item=item, **form.values()),
        to=lambda _person: PEOPLE,
        done=_("本人に回答しました。"),
    ):
        return response
    back = f"/people/erasures/{item.pk}/"
    return form_page(request, form, heading=_("消去できない理由を答える"), button=_("回答する"), back=back)


@require_POST
@open_to_signed_in
def act_for(request: Request) -> HttpResponse:
    """Act for another of one's organizations from now on in this session."""
    chosen = {body.code: body for body in request.actor.choices}.get(request.POST.get("organization", ""))
    if chosen is None:
        return HttpResponseBadRequest(_("その団体には所属していません。"))
    request.session[SESSION_KEY] = chosen.pk
    back = request.POST.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return HttpResponseRedirect(back if is_ours else "/")
