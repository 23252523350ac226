"""Files that leave by a page."""

from collections.abc import Iterable, Mapping, Sequence

from django.http import Http404, HttpResponse

from dejiro.foundation.exchange import Column, write_csv, write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Return a file that the browser saves."""
    return HttpResponse(content, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def table_file(
    form: str, rows: Iterable[Mapping[str, object]], columns: Sequence[Column], *, name: str, title: str
) -> HttpResponse:
    """Return a table as "csv" or "xlsx"; 404 for any other form."""
    if form == "csv":
        return download(write_csv(rows, columns), "text/csv; charset=utf-8", f"{name}.csv")
    if form == "xlsx":
        return download(write_xlsx(rows, columns, title=title), XLSX, f"{name}.xlsx")
    raise Http404
