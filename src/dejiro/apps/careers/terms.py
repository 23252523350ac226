"""What people write in: courses, certificates, posts; checked before a row is touched."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from dejiro.apps.careers.items import check_items
from dejiro.apps.careers.models import Course
from dejiro.apps.talent import public as talent
from dejiro.foundation.errors import Refusal

REMIND_DAYS: Final = 90


@dataclass(frozen=True)
class CourseTerms:
    """A course as entered; `fee` in yen for one person, `items` the codes of the skill items that it teaches."""

    code: str
    title: str
    provider: str
    summary: str
    role: str
    level: int
    hours: int
    credits: int
    starts_on: date
    ends_on: date
    apply_by: date
    capacity: int
    fee: int
    mode: str
    place: str = ""
    items: tuple[str, ...] = ()

    def row(self) -> dict[str, Any]:
        """Return the columns; the items have a table of their own."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "items"}


@dataclass(frozen=True)
class CertificateTerms:
    """A certificate as entered."""

    name: str
    issuer: str
    issued_on: date
    role: str
    level: int
    number: str = ""
    expires_on: date | None = None

    def row(self) -> dict[str, Any]:
        """Return the columns."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


@dataclass(frozen=True)
class PostTerms:
    """A post as entered."""

    kind: str
    name: str
    role: str
    level: int
    people: int
    ended_on: date | None = None

    def row(self) -> dict[str, Any]:
        """Return the columns."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def course_faults(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what is wrong between the fields of a course, as field and words."""
    faults = []
    if values["ends_on"] < values["starts_on"]:
        faults.append(("ends_on", _("始まる日より前の日です。始まる日か、それより後の日にしてください。")))
    if values["apply_by"] > values["starts_on"]:
        faults.append(("apply_by", _("始まる日より後の日です。始まる日か、それより前の日にしてください。")))
    if values["mode"] == Course.Mode.ONSITE and not values["place"]:
        faults.append(("place", _("会場で開く講座には、会場を書いてください。")))
    return faults


def check_course(terms: CourseTerms) -> None:
    """Refuse a course that cannot be.

    Raises:
        Refusal: at the first field that is wrong.
    """
    talent.check_role(terms.role, terms.level)
    check_items(terms.items)
    for field, message in course_faults(terms.row()):
        raise Refusal(message, code="course", field=field)


def check_certificate(terms: CertificateTerms, today: date) -> None:
    """Refuse a certificate of the future, or one that ended before it began.

    Raises:
        Refusal: at the field that is wrong.
    """
    talent.check_role(terms.role, terms.level)
    if terms.issued_on > today:
        raise Refusal(_("取得した日が、今日より後です。"), code="future", field="issued_on")
    if terms.expires_on is not None and terms.expires_on <= terms.issued_on:
        raise Refusal(_("有効期限は、取得した日より後の日にしてください。"), code="period", field="expires_on")
