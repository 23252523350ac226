"""Consultations: my lists, a new question with what was asked before, and one with its answer and rating."""

from typing import Final

from django.http import FileResponse, Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.needs import access, services
from dejiro.apps.needs.forms import AnswerForm, AssignForm, ConsultationForm, RatingForm, ReasonForm
from dejiro.apps.needs.models import Consultation
from dejiro.apps.needs.selectors.names import asker_name
from dejiro.apps.needs.selectors.similar import similar_cases
from dejiro.apps.needs.selectors.voices import consultation_list as consultations_for
from dejiro.apps.needs.selectors.voices import consultation_scopes, consultation_view
from dejiro.apps.needs.services.consultations import due_of, experts_of
from dejiro.apps.needs.views.pages import CONSULTATIONS
from dejiro.foundation import clock
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role, User
from dejiro.foundation.doors import open_to, open_to_signed_in
from dejiro.foundation.errors import Refusal
from dejiro.foundation.files.downloads import download
from dejiro.foundation.files.selectors import attachments_of
from dejiro.foundation.forms import ConfirmForm, show
from dejiro.foundation.forms.pages import FormPage, asked, form_page, list_page, posted, posted_files
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.rules import ANSWER_DAYS, rule_in_force

SCOPES: Final = {
    "queue": gettext_lazy("回答待ち"),
    "taken": gettext_lazy("私の担当"),
    "area": gettext_lazy("すべて"),
    "mine": gettext_lazy("私たちの相談"),
    "shared": gettext_lazy("ほかの団体の回答"),
}


@open_to_signed_in
def consultation_list(request: Request) -> HttpResponse:
    """One of the reader's lists, by due time."""
    scopes = consultation_scopes(request.actor)
    wanted = asked(request, "scope")
    scope = wanted if wanted in scopes else next(iter(scopes), "")
    q = asked(request, "q")
    page = list_page(request, consultations_for(request.actor, scope, q=q)) if scope else None
    context = {
        "page": page,
        "rows": [(row, asker_name(request.actor, row)) for row in page or ()],
        "scopes": [(name, SCOPES[name]) for name in scopes],
        "scope": scope,
        "q": q,
        "may_ask": "mine" in scopes,
        "trail": [(_("相談"), "")],
    }
    return show(request, "needs/consultation_list.html", context)


@open_to(*access.OFFICERS)
def consultation_new(request: Request) -> HttpResponse:
    """Ask the experts. The button 「似たものを探す」 does without JavaScript what happens while one types."""
    looking = "look" in request.POST
    typed = {"public": False, "name_shown": False, **request.POST.dict()} if looking else {}
    form = ConsultationForm(
        None if looking else posted(request), None if looking else posted_files(request), initial=typed
    )
    text = f"{request.POST.get('title', '')}\n{request.POST.get('body', '')}"
    page = FormPage(
        title=_("相談する"),
        button=_("この内容で相談する"),
        back="/consultations/",
        trail=[CONSULTATIONS],
        template="needs/consultation_form.html",
        context={
            "rule": _rule(request),
            "due_at": due_of(_area(request), clock.now()),
            "cases": similar_cases(request.actor, text),
            "looked": bool(text.strip()),
        },
    )
    return form_page(
        request,
        form,
        lambda: services.consultation_ask(actor=request.actor, **form.values()),
        to=Consultation.get_absolute_url,
        done=_("相談を受け付けました。担当が決まるとお知らせします。"),
        page=page,
    )


@open_to(*access.OFFICERS)
def consultation_similar(request: Request) -> HttpResponse:
    """What is like the text typed so far: a part of the page for htmx, a page of its own without."""
    text = f"{request.POST.get('title', '')}\n{request.POST.get('body', '')}"
    context = {
        "cases": similar_cases(request.actor, text),
        "looked": bool(text.strip()),
        "trail": [CONSULTATIONS, (_("似たもの"), "")],
    }
    partial = request.headers.get("HX-Request") == "true"
    return show(request, "needs/_similar.html" if partial else "needs/similar.html", context)


@open_to_signed_in
def consultation_detail(request: Request, pk: int) -> HttpResponse:
    """A question, who has it, its answer and rating."""
    consultation = access.consultation_for_reader(request.actor, pk)
    initial = {"version": consultation.version}
    context = {
        "view": consultation_view(request.actor, consultation),
        "consultation": consultation,
        "voice": consultation.voice,
        "take_form": ConfirmForm(initial=initial, auto_id="take_%s"),
        "answer_form": AnswerForm(initial={**initial, "answer": consultation.answer}, auto_id="answer_%s"),
        "rating_form": RatingForm(initial=initial, auto_id="rating_%s"),
        "trail": [CONSULTATIONS, (consultation.voice.title, "")],
    }
    return show(request, "needs/consultation_detail.html", context)


@open_to(Role.EXPERT)
def consultation_take(request: Request, pk: int) -> HttpResponse:
    """Become the one who answers."""
    consultation = access.consultation_for_expert(request.actor, pk)
    form = ConfirmForm(posted(request), initial={"version": consultation.version})
    return form_page(
        request,
        form,
        lambda: services.consultation_take(actor=request.actor, consultation=consultation, version=form.seen_version()),
        to=lambda _none: consultation.get_absolute_url(),
        done=_("担当になりました。相談した人に、あなたの名前が伝わります。"),
        page=_page(consultation, _("この相談を担当する"), _("担当する")),
    )


@open_to(Role.EXPERT)
def consultation_answer(request: Request, pk: int) -> HttpResponse:
    """Answer, or mend the answer."""
    consultation = access.consultation_for_expert(request.actor, pk)
    form = AnswerForm(posted(request), initial={"answer": consultation.answer, "version": consultation.version})
    return form_page(
        request,
        form,
        lambda: services.consultation_answer(
            actor=request.actor, consultation=consultation, version=form.seen_version(), **form.values()
        ),
        to=lambda _none: consultation.get_absolute_url(),
        done=_("回答を送りました。"),
        page=_page(consultation, _("相談に回答する"), _("回答を送る"), lead=consultation.voice.body),
    )


@open_to(Role.EXPERT, Role.COORDINATOR)
def consultation_hand_back(request: Request, pk: int) -> HttpResponse:
    """Give the question back to the queue."""
    consultation = access.consultation_for_reader(request.actor, pk)
    form = ReasonForm(posted(request), initial={"version": consultation.version})
    return form_page(
        request,
        form,
        lambda: services.consultation_hand_back(
            actor=request.actor, consultation=consultation, version=form.seen_version(), **form.values()
        ),
        to=lambda _none: consultation.get_absolute_url(),
        done=_("相談を、担当が決まっていない状態に戻しました。"),
        page=_page(consultation, _("担当を戻す"), _("担当を戻す"), lead=_("期限は変わりません。")),
    )


@open_to(Role.COORDINATOR)
def consultation_assign(request: Request, pk: int) -> HttpResponse:
    """Let the coordinator name the expert."""
    consultation = access.consultation_for_coordinator(request.actor, pk)
    experts = experts_of(consultation.voice.area)
    form = AssignForm(
        posted(request),
        experts=[(str(user.pk), user.name) for user in experts],
        initial={"version": consultation.version, "expert": consultation.expert_id},
    )
    return form_page(
        request,
        form,
        lambda: services.consultation_assign(
            actor=request.actor,
            consultation=consultation,
            expert=_one_of(experts, form.cleaned_data["expert"]),
            version=form.seen_version(),
        ),
        to=lambda _none: consultation.get_absolute_url(),
        done=_("担当を決めました。"),
        page=_page(consultation, _("担当を決める"), _("この人に頼む")),
    )


@open_to(*access.SPEAKERS)
def consultation_rate(request: Request, pk: int) -> HttpResponse:
    """Rate the answer."""
    consultation = access.consultation_for_asker(request.actor, pk)
    form = RatingForm(posted(request), initial={"version": consultation.version})
    return form_page(
        request,
        form,
        lambda: services.consultation_rate(
            actor=request.actor, consultation=consultation, version=form.seen_version(), **form.values()
        ),
        to=lambda _none: consultation.get_absolute_url(),
        done=_("評価を送りました。ありがとうございました。"),
        page=_page(consultation, _("回答を評価する"), _("評価を送る"), lead=consultation.answer),
    )


@open_to_signed_in
def consultation_file(request: Request, pk: int, file: int) -> FileResponse:
    """Save an attachment."""
    consultation = access.consultation_for_reader(request.actor, pk)
    for attachment in attachments_of(subject_of(consultation)):
        if attachment.pk == file:
            return download(attachment)
    raise Http404


def _page(consultation: Consultation, title: str, button: str, lead: str = "") -> FormPage:
    place = (consultation.voice.title, consultation.get_absolute_url())
    return FormPage(
        title=title, button=button, back=consultation.get_absolute_url(), trail=[CONSULTATIONS, place], lead=lead
    )


def _one_of(experts: list[User], pk: int) -> User:
    for user in experts:
        if user.pk == pk:
            return user
    raise Refusal(_("この人は、いま専門人材ではありません。選び直してください。"), code="no_expert", field="expert")


def _area(request: Request) -> Organization:
    area = request.actor.area
    assert area is not None
    return area


def _rule(request: Request) -> object:
    return rule_in_force(_area(request), ANSWER_DAYS, on=clock.today())
