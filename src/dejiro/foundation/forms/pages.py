"""What the pages of every app have in common: a page with a form, a list, a table to be saved."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.http import content_disposition_header

from dejiro.foundation import clock
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.exchange import Column, write_csv, write_xlsx
from dejiro.foundation.forms.house import ConfirmForm, HouseForm
from dejiro.foundation.forms.submit import show, submit

T = TypeVar("T")
M = TypeVar("M", bound=Model)
MOST_DIGITS: Final = 18
Trail = Sequence[tuple[object, str]]


@dataclass(frozen=True)
class FormPage:
    """How a page with one form looks. `back` is where one goes who gives up."""

    title: str
    button: str
    back: str
    trail: Trail
    lead: str = ""
    danger: bool = False
    template: str = "ui/form.html"
    context: Mapping[str, object] = field(default_factory=dict)


def posted(request: Request) -> QueryDict | None:
    """Return what was posted, also when it is empty; None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def posted_files(request: Request) -> "MultiValueDict[str, UploadedFile[bytes]] | None":
    """Return the files that were posted; None when the page is only asked for."""
    return request.FILES if request.method == "POST" else None


def form_page(
    request: Request, form: HouseForm, act: Callable[[], T], *, to: Callable[[T], str], done: str, page: FormPage
) -> HttpResponse:
    """Do what the form asks and go on, or show the page with what was typed."""
    if response := submit(request, form, act, to=to, done=done):
        return response
    context = {"page": page, "trail": [*page.trail, (page.title, "")], **page.context}
    return show(request, page.template, context, form=form)


def confirm_page(
    request: Request,
    act: Callable[[int | None], T],
    *,
    to: Callable[[T], str],
    done: str,
    page: FormPage,
    version: int | None = None,
) -> HttpResponse:
    """Show what a button does, and do it when it is pressed.

    Args:
        request: the page's.
        act: the service call; it is given the version that the person had read, None where records have none.
        to: makes the address of the result.
        done: said there.
        page: how the page looks; its lead says what the button does.
        version: of the record as it is shown now.
    """
    form = ConfirmForm(posted(request), initial={"version": version})
    return form_page(request, form, lambda: act(form.seen_version()), to=to, done=done, page=page)


def list_page(request: Request, rows: QuerySet[M], size: int = 20) -> "ListPage[M]":
    """Return the part of a list that the address asks for."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def list_of(request: Request, rows: Sequence[T], size: int = 20) -> "ListPage[T]":
    """Return the part that the address asks for of a list that was put together in memory."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def asked(request: Request, name: str, allowed: Sequence[str] = (), *, limit: int = 100) -> str:
    """Return a filter from the address: one of the allowed values (anything when none are given), else ""."""
    value = request.GET.get(name, "").replace("\x00", "").strip()[:limit]
    return value if not allowed or value in allowed else ""


def asked_number(request: Request, name: str) -> int | None:
    """Return a record's number from the address; None when there is none."""
    number = request.GET.get(name, "")
    return int(number) if number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS else None


def table_download(
    rows: Sequence[Mapping[str, object]], columns: Sequence[Column], *, title: str, name: str, form: str
) -> HttpResponse:
    """Return a table as a file to be saved, CSV or XLSX, its name with the day."""
    if form == "csv":
        content, kind = write_csv(rows, columns), "text/csv; charset=utf-8"
    else:
        footer = f"{title}　{clock.today().isoformat()}"
        content = write_xlsx(rows, columns, title=title, footer=footer)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(content, content_type=kind)
    filename = f"{name}_{clock.today():%Y%m%d}.{form}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename) or ""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def url_of(row: Model) -> str:
    """Return a record's page."""
    return str(getattr(row, "get_absolute_url")())  # noqa: B009  # only models with a page of their own come here
