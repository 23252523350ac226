"""The pages by which a body runs a conversation."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.lab import access, selectors, services
from dejiro.apps.lab.exports import codes_csv
from dejiro.apps.lab.forms import (
    CloseForm,
    CodesForm,
    ConversationForm,
    ImportForm,
    RejectForm,
)
from dejiro.apps.lab.models import Conversation, Statement
from dejiro.apps.lab.services.common import moderators_url
from dejiro.apps.lab.views.common import LAB, above, download, list_trail, trail_of
from dejiro.apps.needs import public as needs
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.doors import open_to
from dejiro.foundation.errors import Refusal
from dejiro.foundation.exchange import TableFault
from dejiro.foundation.forms import ConfirmForm, show, submit
from dejiro.foundation.forms.pages import FormPage, asked_number, confirm_page, form_page, posted, url_of


@open_to(*access.OPENERS)
def conversation_new(request: Request) -> HttpResponse:
    """Prepare a conversation, from a need where one is named in the address."""
    number = asked_number(request, "need")
    need = needs.need_for_reader(request.actor, number) if number else None
    form = ConversationForm(posted(request), initial={"title": need.title if need else ""})
    return form_page(
        request,
        form,
        lambda: services.conversation_create(actor=request.actor, terms=form.terms(), need=need),
        to=url_of,
        done=_("対話を下書きとして保存しました。内容を確かめて、始めてください。"),
        page=FormPage(
            title=_("対話を開く"),
            button=_("下書きを保存する"),
            back="/lab/",
            trail=[LAB],
            lead=_("住民や企業に問いかけて、短い意見に賛成・反対・パスで答えてもらいます。"),
        ),
    )


@open_to(*access.OPENERS)
def conversation_edit(request: Request, pk: int) -> HttpResponse:
    """Change a draft."""
    found = access.conversation_for_owner(request.actor, pk)
    form = ConversationForm(posted(request), initial=ConversationForm.initial_of(found))
    return form_page(
        request,
        form,
        lambda: services.conversation_update(
            actor=request.actor, conversation=found, terms=form.terms(), version=form.seen_version()
        ),
        to=url_of,
        done=_("内容を保存しました。"),
        page=_page(found, _("内容を直す"), _("保存する")),
    )


@open_to(*access.OPENERS)
def conversation_open(request: Request, pk: int) -> HttpResponse:
    """Begin."""
    found = access.conversation_for_owner(request.actor, pk)
    return confirm_page(
        request,
        lambda version: services.conversation_open(actor=request.actor, conversation=found, version=version),
        version=found.version,
        to=url_of,
        done=_("対話を始めました。このページのアドレスを知らせてください。"),
        page=_page(
            found,
            _("対話を始める"),
            _("対話を始める"),
            _("始めた後は、問い・参加できる人・締切を変えられません。途中の結果は、だれでも見られます。"),
        ),
    )


@open_to(*access.OPENERS)
def conversation_close(request: Request, pk: int) -> HttpResponse:
    """End it, and say what follows."""
    found = access.conversation_for_owner(request.actor, pk)
    form = CloseForm(posted(request))
    return form_page(
        request,
        form,
        lambda: services.conversation_close(actor=request.actor, conversation=found, **form.values()),
        to=url_of,
        done=_("対話を終えました。結果を確定し、報告書を公開しました。"),
        page=_page(
            found,
            _("対話を終える"),
            _("終えて、結果を確定する"),
            _("元に戻せません。結果を確定し、名前のない投票データを公開します。"),
            danger=True,
        ),
    )


@open_to(*access.OPENERS)
def moderation(request: Request, pk: int) -> HttpResponse:
    """What came in and waits to be looked at."""
    found = access.conversation_for_owner(request.actor, pk)
    context = {
        "conversation": found,
        "waiting": selectors.statements_waiting(found)[:100],
        "form": ConfirmForm(),
        "trail": trail_of(found, _("届いた意見を確かめる")),
    }
    return show(request, "lab/moderation.html", context)


@open_to(*access.OPENERS)
def statement_approve(request: Request, pk: int) -> HttpResponse:
    """Show a statement to people."""
    statement = access.statement_for_moderator(request.actor, pk)
    return confirm_page(
        request,
        lambda _version: services.statement_approve(actor=request.actor, statement=statement),
        to=_moderation_of,
        done=_("意見を掲載しました。"),
        page=_statement_page(statement, _("掲載する")),
    )


@open_to(*access.OPENERS)
def statement_reject(request: Request, pk: int) -> HttpResponse:
    """Do not show it, with a public reason."""
    statement = access.statement_for_moderator(request.actor, pk)
    form = RejectForm(posted(request))
    return form_page(
        request,
        form,
        lambda: services.statement_reject(actor=request.actor, statement=statement, **form.values()),
        to=_moderation_of,
        done=_("掲載しないことにしました。理由を公開しました。"),
        page=_statement_page(statement, _("掲載しない"), danger=True),
    )


@open_to(*access.OPENERS)
def codes(request: Request, pk: int) -> HttpResponse:
    """Issue invitations: a file that is shown this once."""
    found = access.conversation_for_owner(request.actor, pk)
    form = CodesForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            made = services.codes_issue(actor=request.actor, conversation=found, **form.values())
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            return download(codes_csv(made), "text/csv; charset=utf-8", f"dejiro-codes-{pk}.csv")
    context = {"conversation": found, "issued": found.codes.count(), "trail": trail_of(found, _("招待コード"))}
    return show(request, "lab/codes.html", context, form=form)


@open_to(*access.OPENERS)
def conversation_import(request: Request) -> HttpResponse:
    """Take in a conversation that took place on Polis."""
    form = ImportForm(posted(request), request.FILES if request.method == "POST" else None)
    context: dict[str, object] = {"trail": list_trail(_("終わった対話を取り込む"))}
    if response := submit(
        request,
        form,
        lambda: _import(request, form, context),
        to=url_of,
        done=_("対話を取り込みました。"),
    ):
        return response
    return show(request, "lab/import.html", context, form=form)


def _import(request: Request, form: ImportForm, context: dict[str, object]) -> Conversation:
    """Import; keep all faults for the page's table, where the form's own error has room for some."""
    try:
        return services.conversation_import(
            actor=request.actor, terms=form.terms(), votes=form.content("votes"), comments=form.content("comments")
        )
    except TableFault as fault:
        context["faults"] = fault.faults
        message = _(
            "ファイルに直すところがあります。下の表のとおりに直して、もう一度選んでください。何も取り込んでいません。"
        )
        raise Refusal(message, code=fault.code, field=fault.field) from fault


def _moderation_of(statement: Statement) -> str:
    return moderators_url(statement.conversation)


def _page(found: Conversation, title: str, button: str, lead: str = "", *, danger: bool = False) -> FormPage:
    return FormPage(title=title, button=button, back=url_of(found), trail=above(found), lead=lead, danger=danger)


def _statement_page(statement: Statement, button: str, *, danger: bool = False) -> FormPage:
    found = statement.conversation
    return FormPage(
        title=button,
        button=button,
        back=moderators_url(found),
        trail=above(found),
        lead=statement.text,
        danger=danger,
    )
