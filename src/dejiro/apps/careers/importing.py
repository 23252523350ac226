"""The catalogue as a table: its columns, what is wrong between them, and rows as courses."""

from collections.abc import Container, Mapping
from typing import Any, Final

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.careers.items import read_items
from dejiro.apps.careers.models import Course
from dejiro.apps.careers.services.courses import SEATED
from dejiro.apps.careers.terms import CourseTerms, course_faults
from dejiro.apps.talent import public as talent
from dejiro.foundation.exchange import CellFault, Column, Kind, TableFault, read_table
from dejiro.foundation.exchange.reading import Upload
from dejiro.foundation.organizations.models import Organization

ROW_LIMIT: Final = 5_000


def course_columns() -> tuple[Column, ...]:
    """Return the columns of the catalogue's table."""
    return (
        Column("code", gettext_lazy("講座番号"), aliases=("番号",), length=20),
        Column("title", gettext_lazy("講座名"), length=100),
        Column("provider", gettext_lazy("実施する機関"), length=100),
        Column("summary", gettext_lazy("内容"), length=2000),
        Column("role", gettext_lazy("役割"), Kind.CHOICE, choices=talent.role_names()),
        Column("level", gettext_lazy("レベル"), Kind.INTEGER, minimum=1, maximum=4),
        Column("hours", gettext_lazy("時間"), Kind.INTEGER, minimum=1, maximum=1000),
        Column("credits", gettext_lazy("単位"), Kind.INTEGER, minimum=0, maximum=100),
        Column("starts_on", gettext_lazy("始まる日"), Kind.DATE),
        Column("ends_on", gettext_lazy("終わる日"), Kind.DATE),
        Column("apply_by", gettext_lazy("申込の締切"), Kind.DATE),
        Column("capacity", gettext_lazy("定員（人）"), Kind.INTEGER, minimum=1, maximum=10_000),
        Column("fee", gettext_lazy("受講料（円）"), Kind.INTEGER, minimum=0, maximum=10_000_000),
        Column("mode", gettext_lazy("開催の形"), Kind.CHOICE, choices=dict(Course.Mode.choices)),
        Column("place", gettext_lazy("会場"), required=False, length=100),
        Column("items", gettext_lazy("スキル項目"), required=False, length=2000),
    )


def course_lines(upload: Upload, area: Organization) -> list[CourseTerms]:
    """Read the catalogue's table; two queries.

    Raises:
        TableFault: with every fault by row and column.
    """
    headings = {column.key: str(column.heading) for column in course_columns()}
    seated = Count("enrolments", filter=Q(enrolments__status__in=SEATED))
    known = Course.objects.filter(area=area).order_by().annotate(seated=seated)
    taken = dict(known.values_list("code", "seated"))
    cancelled = set(known.exclude(cancelled_at=None).values_list("code", flat=True))
    seen: dict[object, int] = {}
    faults, lines = [], []
    for row in read_table(upload, course_columns(), limit=ROW_LIMIT).rows:
        items, wrong = _items(str(row.values["items"] or ""))
        values: Mapping[str, Any] = {**row.values, "place": row.values["place"] or "", "items": items}
        found = [*course_faults(values), *_faults(values, seen, taken, cancelled), *wrong]
        seen.setdefault(values["code"], row.number)
        faults += [CellFault(row.number, headings[field], words) for field, words in found]
        lines.append(CourseTerms(**values))
    if faults:
        raise TableFault(faults)
    return lines


def _items(text: str) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """Return the items of a cell, and what is wrong with it."""
    try:
        return read_items(text), []
    except ValueError as error:
        return (), [("items", str(error))]


def _faults(
    values: Mapping[str, Any], seen: Mapping[object, int], taken: Mapping[str, int], cancelled: Container[str]
) -> list[tuple[str, str]]:
    found = []
    if values["code"] in cancelled:
        found.append(("code", _("中止した講座の番号です。別の番号にしてください。")))
    if values["code"] in seen:
        words = _("講座番号「%(code)s」は%(row)d行目にもあります。")
        found.append(("code", words % {"code": values["code"], "row": seen[values["code"]]}))
    if values["capacity"] < taken.get(values["code"], 0):
        words = _("受講する人が%(people)s人います。定員は、それより少なくできません。")
        found.append(("capacity", words % {"people": taken[values["code"]]}))
    return found
