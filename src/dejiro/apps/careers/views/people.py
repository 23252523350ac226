"""What superiors see of their body's people; each look at a person is recorded."""

from django.http import FileResponse, Http404, HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.careers import access, selectors, services
from dejiro.apps.careers.forms import LeavingForm, SkillForm
from dejiro.apps.careers.items import skill_codes
from dejiro.apps.careers.views.common import PEOPLE, page_below, trail
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import User
from dejiro.foundation.doors import open_to, open_to_signed_in
from dejiro.foundation.files.downloads import download
from dejiro.foundation.forms import ConfirmForm, show
from dejiro.foundation.forms.pages import FormPage, asked, confirm_page, form_page, posted


@open_to(*access.SUPERIORS)
def people(request: Request) -> HttpResponse:
    """The people of the body."""
    body = access.body_for_superior(request.actor)
    context = {
        "rows": selectors.people_rows(request.actor, body),
        "me": user_of(request.actor),
        "trail": trail((PEOPLE[0], "")),
    }
    return show(request, "careers/people.html", context)


@open_to(*access.SUPERIORS)
def person(request: Request, pk: int) -> HttpResponse:
    """One person's skill map."""
    found = access.person_for_superior(request.actor, pk)
    services.look_record(actor=request.actor, person=found)
    view = selectors.map_of(found, request.actor.area)
    leaving = selectors.leaving_of(request.actor, found)
    context = {"view": view, "own": False, "leaving": leaving, "trail": trail(PEOPLE, (found.name, ""))}
    return show(request, "careers/person.html", context)


@open_to(*access.SUPERIORS)
def confirm(request: Request, pk: int) -> HttpResponse:
    """Confirm what a person can do."""
    found = access.person_for_superior(request.actor, pk)
    services.look_record(actor=request.actor, person=found)
    skill = asked(request, "skill", skill_codes())
    stated = next((line for line in selectors.map_of(found, None).skills if line.skill == skill), None)
    form = SkillForm(posted(request), initial={"skill": skill, "level": (stated and stated.stated) or 2})
    lead = _("あなたが確かめたレベルを選びます。本人の申告より低くてもかまいません。あなたの名前と日付が残ります。")
    if stated and stated.open and stated.open.evidence:
        lead += _("本人の説明：%(evidence)s") % {"evidence": stated.open.evidence}
    return form_page(
        request,
        form,
        lambda: services.skill_confirm(actor=request.actor, person=found, **form.values()),
        to=lambda _done: _url(found),
        done=_("スキルを確認しました。"),
        page=_page(found, _("スキルを確認する"), _("確認する"), lead),
    )


@open_to(*access.SUPERIORS)
def leaving(request: Request, pk: int) -> HttpResponse:
    """Plan when a person leaves."""
    found = access.person_for_superior(request.actor, pk)
    known = selectors.leaving_of(request.actor, found)
    initial = {"kind": known.kind, "last_on": known.last_on} if known else {}
    form = LeavingForm(posted(request), initial=initial)
    return form_page(
        request,
        form,
        lambda: services.leaving_plan(actor=request.actor, person=found, **form.values()),
        to=lambda _done: _url(found),
        done=_("離れる予定を登録しました。"),
        page=_page(
            found, _("離れる予定を決める"), _("登録する"), _("3年先の見通しに数えます。承認者と管理者だけが見ます。")
        ),
    )


@open_to(*access.SUPERIORS)
def leaving_cancel(request: Request, pk: int) -> HttpResponse:
    """Take the plan back."""
    found = access.person_for_superior(request.actor, pk)
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: services.leaving_cancel(actor=request.actor, person=found),
        to=_url,
        done=_("離れる予定を取り消しました。"),
        page=_page(found, _("離れる予定を取り消す"), _("取り消す")),
    )


@open_to_signed_in
def certificate(request: Request, pk: int) -> HttpResponse:
    """A certificate with its proof; a superior says that they saw it."""
    found = access.certificate_for_reader(request.actor, pk)
    own = found.user_id == user_of(request.actor).pk
    if not own:
        services.look_record(actor=request.actor, person=found.user)
    to = "/careers/me/" if own else _url(found.user)
    above = (found.user.name, to)
    page = page_below(above, found.name, _("証明を確認した"), template="careers/certificate.html")
    context = {"certificate": found, "proofs": selectors.proofs_of(found), "own": own}
    page = FormPage(
        title=page.title, button=page.button, back=to, trail=page.trail, template=page.template, context=context
    )
    return confirm_page(
        request,
        lambda version: services.certificate_check(actor=request.actor, certificate=found, version=version),
        to=lambda _done: to,
        done=_("資格を確認しました。レベルに数えます。"),
        page=page,
        version=found.version,
    )


@open_to_signed_in
def proof(request: Request, pk: int, file: int) -> FileResponse:
    """Save a proof."""
    found = access.certificate_for_reader(request.actor, pk)
    for attachment in selectors.proofs_of(found):
        if attachment.pk == file:
            if found.user_id != user_of(request.actor).pk:
                services.look_record(actor=request.actor, person=found.user)
            return download(attachment)
    raise Http404


def _url(found: User) -> str:
    return f"{PEOPLE[1]}{found.pk}/"


def _page(found: User, title: str, button: str, lead: str = "") -> FormPage:
    return page_below((found.name, _url(found)), title, button, lead)
