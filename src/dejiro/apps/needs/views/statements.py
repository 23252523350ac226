"""What people think and bodies hold about a need, two things never mixed up, and how a body has solved it."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.needs import access, services
from dejiro.apps.needs.forms import ReasonForm, SolutionForm, StatementForm
from dejiro.apps.needs.models import Need, Statement
from dejiro.apps.needs.views.pages import NEEDS
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to, open_to_signed_in
from dejiro.foundation.forms import ConfirmForm, show
from dejiro.foundation.forms.pages import FormPage, form_page, posted, url_of

SPEAKERS = (*access.SPEAKERS, Role.EXPERT)


@open_to(*SPEAKERS)
def opinion_new(request: Request, pk: int) -> HttpResponse:
    """Say what one thinks, as a person."""
    need = access.need_for_speaker(request.actor, pk)
    form = StatementForm(posted(request))
    lead = _(
        "あなた個人の意見として、すぐに公開されます。団体の考えではありません。氏名は、同じ都道府県でログインした人にだけ見えます。"
    )
    return form_page(
        request,
        form,
        lambda: services.statement_write(actor=request.actor, need=need, **form.values()),
        to=url_of,
        done=_("個人の意見を公開しました。"),
        page=_page(need, _("個人の意見を書く"), _("個人の意見として公開する"), lead),
    )


@open_to(*access.OFFICERS)
def official_new(request: Request, pk: int) -> HttpResponse:
    """Say what one's body holds; its approver publishes it."""
    need = access.need_for_officer(request.actor, pk)
    form = StatementForm(posted(request))
    lead = _("団体の見解は、承認者が承認すると、団体の名前で公開されます。承認されるまで、ほかの団体には見えません。")
    return form_page(
        request,
        form,
        lambda: services.statement_write(actor=request.actor, need=need, kind=Statement.Kind.OFFICIAL, **form.values()),
        to=url_of,
        done=_("承認者に送りました。"),
        page=_page(need, _("団体の見解を書く"), _("承認者に送る"), lead),
    )


@open_to_signed_in
def statement_detail(request: Request, pk: int) -> HttpResponse:
    """A statement that waits or came back, for its own body."""
    statement = access.statement_for_reader(request.actor, pk)
    approves = access.speaks_for(request.actor, statement.organization_id, Role.APPROVER)
    context = {
        "statement": statement,
        "form": ConfirmForm(initial={"version": statement.version}),
        "may_approve": approves and statement.waits_for_approval,
        "trail": [NEEDS, (statement.need.title, statement.need.get_absolute_url()), (_("団体の見解"), "")],
    }
    return show(request, "needs/statement_detail.html", context)


@open_to(Role.APPROVER)
def statement_approve(request: Request, pk: int) -> HttpResponse:
    """Publish it in the body's name."""
    statement = access.statement_for_approver(request.actor, pk)
    form = ConfirmForm(posted(request), initial={"version": statement.version})
    return form_page(
        request,
        form,
        lambda: services.statement_approve(actor=request.actor, statement=statement, version=form.seen_version()),
        to=url_of,
        done=_("団体の見解を公開しました。"),
        page=_page(statement.need, _("団体の見解を承認する"), _("承認して公開する"), statement.body),
    )


@open_to(Role.APPROVER)
def statement_return(request: Request, pk: int) -> HttpResponse:
    """Give it back to its author with a reason."""
    statement = access.statement_for_approver(request.actor, pk)
    form = ReasonForm(posted(request), initial={"version": statement.version})
    return form_page(
        request,
        form,
        lambda: services.statement_return(
            actor=request.actor, statement=statement, version=form.seen_version(), **form.values()
        ),
        to=url_of,
        done=_("書いた人に差し戻しました。"),
        page=_page(statement.need, _("団体の見解を差し戻す"), _("差し戻す"), statement.body),
    )


@open_to(*SPEAKERS)
def statement_edit(request: Request, pk: int) -> HttpResponse:
    """Rewrite one's opinion, or one's body's statement before it is approved."""
    statement = access.statement_for_author(request.actor, pk)
    form = StatementForm(posted(request), initial={"body": statement.body, "version": statement.version})
    return form_page(
        request,
        form,
        lambda: services.statement_revise(
            actor=request.actor, statement=statement, version=form.seen_version(), **form.values()
        ),
        to=url_of,
        done=_("承認者に送りました。") if statement.is_official else _("意見を直しました。"),
        page=_page(statement.need, _("書き直す"), _("保存する"), statement.return_reason),
    )


@open_to(*SPEAKERS)
def statement_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take it back."""
    statement = access.statement_for_author(request.actor, pk)
    form = ConfirmForm(posted(request), initial={"version": statement.version})
    return form_page(
        request,
        form,
        lambda: services.statement_withdraw(actor=request.actor, statement=statement, version=form.seen_version()),
        to=lambda _statement: statement.need.get_absolute_url(),
        done=_("取り下げました。"),
        page=_page(statement.need, _("取り下げる"), _("取り下げる"), statement.body, danger=True),
    )


@open_to(*access.OFFICERS)
def solution_new(request: Request, pk: int) -> HttpResponse:
    """Tell how one's body has solved it."""
    need = access.need_for_officer(request.actor, pk)
    form = SolutionForm(posted(request))
    return form_page(
        request,
        form,
        lambda: services.solution_add(actor=request.actor, need=need, **form.values()),
        to=lambda _solution: f"{need.get_absolute_url()}#solutions",
        done=_("解決例を登録しました。"),
        page=_page(
            need, _("解決例を登録する"), _("登録する"), _("公開されます。問合せ先だけは、ログインした人に見えます。")
        ),
    )


@open_to(*access.OFFICERS)
def solution_edit(request: Request, pk: int) -> HttpResponse:
    """Mend it."""
    solution = access.solution_for_owner(request.actor, pk)
    initial = {name: getattr(solution, name) for name in (*SolutionForm.base_fields, "version") if name != "submission"}
    form = SolutionForm(posted(request), initial=initial)
    return form_page(
        request,
        form,
        lambda: services.solution_update(
            actor=request.actor, solution=solution, version=form.seen_version(), **form.values()
        ),
        to=lambda _solution: f"{solution.need.get_absolute_url()}#solutions",
        done=_("解決例を直しました。"),
        page=_page(solution.need, _("解決例を直す"), _("保存する")),
    )


@open_to(*access.OFFICERS)
def solution_remove(request: Request, pk: int) -> HttpResponse:
    """Take it off the page."""
    solution = access.solution_for_owner(request.actor, pk)
    form = ConfirmForm(posted(request), initial={"version": solution.version})
    return form_page(
        request,
        form,
        lambda: services.solution_remove(actor=request.actor, solution=solution, version=form.seen_version()),
        to=url_of,
        done=_("解決例を取り下げました。"),
        page=_page(solution.need, _("解決例を取り下げる"), _("取り下げる"), solution.title, danger=True),
    )


def _page(need: Need, title: str, button: str, lead: str = "", *, danger: bool = False) -> FormPage:
    place = (need.title, need.get_absolute_url())
    return FormPage(
        title=title, button=button, back=need.get_absolute_url(), trail=[NEEDS, place], lead=lead, danger=danger
    )
