"""The pages and files that say what came of a conversation."""

from collections.abc import Callable

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from dejiro.apps.lab import access, selectors
from dejiro.apps.lab.exports import COLUMNS, comments_csv, statement_rows, votes_csv
from dejiro.apps.lab.figures import shares
from dejiro.apps.lab.pages import report_page, result_of, result_page, texts_of
from dejiro.apps.lab.views.common import download, trail_of
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.doors import open_to_everyone
from dejiro.foundation.exchange import write_csv, write_xlsx
from dejiro.foundation.forms import show

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
WIDGET_SHOWN = 3


def in_any_frame(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let a page stand in the frames of other sites."""
    return xframe_options_exempt(csp_replace({"frame-ancestors": ["*"]})(view))


@open_to_everyone
def result(request: Request, pk: int) -> HttpResponse:
    """Where people stand, what they agree on, where they part, and how far that can be trusted."""
    found = access.conversation_for_reader(request.actor, pk)
    context = {**result_page(request.actor, found), "trail": trail_of(found, _("結果"))}
    return show(request, "lab/result.html", context)


@open_to_everyone
def report(request: Request, pk: int) -> HttpResponse:
    """The closing report, on one page that prints well."""
    found = access.conversation_finished(request.actor, pk)
    context = {**report_page(request.actor, found), "trail": trail_of(found, _("報告書"))}
    return show(request, "lab/report.html", context)


@open_to_everyone
def result_file(request: Request, pk: int) -> HttpResponse:
    """The result as JSON: every figure of the page, and the certificate of the slate."""
    found = access.conversation_for_reader(request.actor, pk)
    stored = result_of(found)
    if stored is None:
        raise Http404
    facts = {
        "title": found.title,
        "question": found.question,
        "organization": found.organization.name,
        "credit": found.credit,
        "final": stored.published_at is not None,
        "computed_at": stored.computed_at,
        "texts": {str(number): text for number, text in texts_of(found).items()},
        "result": stored.figures,
        "apart": stored.apart,
    }
    response = JsonResponse(facts, json_dumps_params={"ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="dejiro-conversation-{pk}.json"'
    return response


@open_to_everyone
def statements_file(request: Request, pk: int, form: str) -> HttpResponse:
    """All statements with their counts, as a table."""
    found = access.conversation_for_reader(request.actor, pk)
    stored = result_of(found)
    rows = statement_rows(stored.figures, texts_of(found)) if stored else []
    name = f"dejiro-conversation-{pk}"
    if form == "csv":
        return download(write_csv(rows, COLUMNS), CSV, f"{name}.csv")
    if form == "xlsx":
        return download(write_xlsx(rows, COLUMNS, title=found.title), XLSX, f"{name}.xlsx")
    raise Http404


@open_to_everyone
def votes_file(request: Request, pk: int) -> HttpResponse:
    """All votes of a closed conversation without time and name, so that anybody can compute the result anew."""
    found = access.conversation_finished(request.actor, pk)
    return download(votes_csv(selectors.votes_cast(found)), CSV, "votes.csv")


@open_to_everyone
def comments_file(request: Request, pk: int) -> HttpResponse:
    """The statements that belong to the votes, and what became of each."""
    found = access.conversation_finished(request.actor, pk)
    return download(comments_csv(found.statements.order_by("number")), CSV, "comments.csv")


@open_to_everyone
def widget(request: Request, pk: int) -> HttpResponseBase:
    """A small page for other sites' frames: it knows nobody, takes nothing in, and leads here."""
    found = access.conversation_for_public(pk)
    stored = result_of(found)
    texts = texts_of(found)
    context = {
        "conversation": found,
        "participants": stored.figures["counts"]["participants"] if stored else None,
        "agreed": shares(stored.figures, stored.figures["agreed"][:WIDGET_SHOWN], texts) if stored else [],
        "total": len(texts),
    }
    return in_any_frame(lambda _request: show(request, "lab/widget.html", context))(request)
