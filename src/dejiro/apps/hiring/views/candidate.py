"""The pages of a candidate: one application, its ranks, answers, and their own data."""

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from dejiro.apps.hiring import access, selectors, services
from dejiro.apps.hiring.forms import AnswerForm, ApplicationForm, PaperForm, RanksForm
from dejiro.apps.hiring.models import Opening
from dejiro.apps.hiring.services.applying import openings_open
from dejiro.apps.hiring.views.common import json_file, trail
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.doors import open_to_signed_in
from dejiro.foundation.files.downloads import download
from dejiro.foundation.files.selectors import attachments_of
from dejiro.foundation.forms import ConfirmForm, show
from dejiro.foundation.forms.pages import FormPage, form_page, posted, posted_files
from dejiro.foundation.ledger.services import subject_of
from dejiro.ui.formats import jdatetime

MINE = "/hiring/mine/"
DIGITS = 9
"""Longest number of an opening that is looked for."""


def to_mine(_found: object) -> str:
    """Return the candidate's own page, whatever was done."""
    return MINE


def form_of(title: str, button: str, lead: str = "", *, danger: bool = False) -> FormPage:
    """Return a form's page below the candidate's own."""
    return FormPage(title=title, button=button, back=MINE, trail=trail((_("私の応募"), MINE)), lead=lead, danger=danger)


@open_to_signed_in
def mine(request: Request) -> HttpResponse:
    """Where my application is, who looked at it, and what came of it."""
    found = access.application_of(request.actor)
    context: dict[str, object] = {"application": found, "trail": trail((_("私の応募"), ""))}
    if found:
        context |= {
            "choices": selectors.choices_of(found),
            "papers": attachments_of(subject_of(found)),
            "looks": found.looks.select_related("user", "opening__organization")[:100],
            "placements": [(one, selectors.steps_of(one)) for one in selectors.placements_of(found)],
        }
    return show(request, "hiring/mine.html", context)


@open_to_signed_in
def edit(request: Request) -> HttpResponse:
    """Write it, or change it."""
    found = access.application_of(request.actor)
    initial = {name: getattr(found, name) for name in (*selectors.FIELDS, "version")} if found else {}
    form = ApplicationForm(posted(request), initial=initial)
    return form_page(
        request,
        form,
        lambda: services.application_save(actor=request.actor, terms=form.terms(), version=form.seen_version()),
        to=to_mine,
        done=_("応募書類を保存しました。次に、応募先を選んでください。"),
        page=form_of(_("応募書類を書く"), _("保存する"), _("一度書けば、いくつもの団体に送れます。締切まで直せます。")),
    )


@open_to_signed_in
def ranks(request: Request) -> HttpResponse:
    """Rank the openings."""
    found = access.application_for_candidate(request.actor)
    known = {f"opening_{choice.opening_id}": choice.rank for choice in found.choices.all()}
    form = RanksForm(posted(request), openings=_ranked(request), initial=known)
    return form_page(
        request,
        form,
        lambda: services.choices_send(actor=request.actor, application=found, ranks=form.ranks()),
        to=to_mine,
        done=_("応募先を保存しました。"),
        page=form_of(
            _("応募先を選ぶ"),
            _("この順で応募する"),
            _("行きたい順に1、2、3…と書きます。応募しない求人は空けてください。正直な順位が、いつも最も有利です。"),
        ),
    )


@open_to_signed_in
def paper_new(request: Request) -> HttpResponse:
    """Add a paper."""
    found = access.application_for_candidate(request.actor)
    form = PaperForm(posted(request), posted_files(request))
    return form_page(
        request,
        form,
        lambda: services.paper_attach(actor=request.actor, application=found, upload=form.cleaned_data["file"]),
        to=to_mine,
        done=_("PDFを添付しました。"),
        page=form_of(_("PDFを添付する"), _("添付する")),
    )


@open_to_signed_in
def paper(request: Request, pk: int) -> HttpResponseBase:
    """Save one of my papers."""
    return download(access.paper_of(access.application_for_candidate(request.actor), pk))


@open_to_signed_in
def paper_remove(request: Request, pk: int) -> HttpResponse:
    """Take one of my papers off."""
    found = access.application_for_candidate(request.actor)
    file = access.paper_of(found, pk)
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: services.paper_remove(actor=request.actor, application=found, paper=file),
        to=to_mine,
        done=_("添付を消しました。"),
        page=form_of(_("添付を消す"), _("消す"), file.name, danger=True),
    )


@open_to_signed_in
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take one back."""
    choice = access.choice_for_candidate(request.actor, pk)
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: services.choice_withdraw(actor=request.actor, choice=choice),
        to=to_mine,
        done=_("応募を取り下げました。"),
        page=form_of(_("応募を取り下げる"), _("取り下げる"), choice.opening.title, danger=True),
    )


@open_to_signed_in
def offer(request: Request, pk: int) -> HttpResponse:
    """Answer an offer."""
    found = access.offer_for_candidate(request.actor, pk)
    opening = found.choice.opening
    form = AnswerForm(posted(request))
    lead = _("%(body)s　%(title)s　%(unit)s %(pay)s円。返事の期限は%(at)sです。")
    facts = {
        "body": opening.organization.name,
        "title": opening.title,
        "unit": opening.get_unit_display(),
        "pay": f"{found.pay:,}",
        "at": jdatetime(found.answer_by),
    }
    return form_page(
        request,
        form,
        lambda: services.offer_answer(
            actor=request.actor,
            offer=found,
            accept=form.cleaned_data["answer"] == "yes",
            reason=form.cleaned_data["reason"],
        ),
        to=to_mine,
        done=_("返事を届けました。"),
        page=form_of(
            _("申し出に返事する"),
            _("返事する"),
            lead % facts,
        ),
    )


@open_to_signed_in
def erase(request: Request) -> HttpResponse:
    """Erase what I wrote."""
    found = access.application_for_candidate(request.actor)
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: services.application_erase(actor=request.actor, application=found),
        to=to_mine,
        done=_("応募書類を消しました。"),
        page=form_of(_("応募書類を消す"), _("消す"), _("書いた内容をすべて消します。元に戻せません。"), danger=True),
    )


@open_to_signed_in
def export(request: Request) -> HttpResponse:
    """My own data as a file."""
    found = access.application_for_candidate(request.actor)
    return json_file(selectors.own_data(found), "dejiro-application.json")


def _ranked(request: Request) -> list[Opening]:
    """Return the openings of the form: those open now, and those that closed while somebody was typing their rank."""
    rows = openings_open()
    names = (name.removeprefix("opening_") for name, value in request.POST.items() if value)
    keys = {int(key) for key in names if key.isdecimal() and len(key) <= DIGITS} - {opening.pk for opening in rows}
    gone = Opening.objects.filter(pk__in=keys).exclude(status=Opening.Status.DRAFT).select_related("organization")
    return [*rows, *gone.order_by("pk")]
