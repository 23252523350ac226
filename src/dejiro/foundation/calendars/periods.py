"""Fiscal years and months as types, so that nobody adds a month to a year."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from dejiro.foundation.calendars.eras import EraYear
from dejiro.ui.formats import month_label

APRIL: Final = 4
MONTHS: Final = 12
# A fiscal year bears the era of its 1 May: that of 2019, which began in Heisei, is called 令和元年度.
# Source: 改元に伴う元号による年表示の取扱いについて（平成31年4月1日関係省庁連絡会議申合せ）.
NAMING_DAY: Final = (5, 1)
FIRST_YEAR: Final = 1873
LAST_YEAR: Final = 9998
CANONICAL: Final = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
WRITTEN: Final = re.compile(r"(?P<year>[0-9]{4})\s*[-/.年]\s*(?P<month>[0-9]{1,2})\s*月?")


@dataclass(frozen=True, order=True)
class FiscalYear:
    """A fiscal year of a Japanese public body, from 1 April of `year` to 31 March of the next (地方自治法第208条)."""

    year: int

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError(f"a fiscal year lies between {FIRST_YEAR} and {LAST_YEAR}: {self.year}")

    @classmethod
    def of(cls, day: date) -> "FiscalYear":
        """Return the fiscal year in which a day lies."""
        return cls(day.year if day.month >= APRIL else day.year - 1)

    @property
    def starts_on(self) -> date:
        """Return 1 April."""
        return date(self.year, APRIL, 1)

    @property
    def ends_on(self) -> date:
        """Return the last day, 31 March."""
        return date(self.year + 1, APRIL, 1) - timedelta(days=1)

    @property
    def label(self) -> str:
        """Return 「令和8年度」."""
        return EraYear.of(date(self.year, *NAMING_DAY)).fiscal_label

    @property
    def months(self) -> tuple["Month", ...]:
        """Return its twelve months, April first."""
        first = Month.of(self.starts_on)
        return tuple(first.plus(offset) for offset in range(MONTHS))

    def plus(self, years: int) -> "FiscalYear":
        """Return the fiscal year so many years later."""
        return FiscalYear(self.year + years)

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on

    def __str__(self) -> str:
        return str(self.year)


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month, written "2027-04"."""

    text: str

    def __post_init__(self) -> None:
        if not CANONICAL.fullmatch(self.text) or self.text < "0001":
            raise ValueError(f"a month is written YYYY-MM: {self.text!r}")

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month in which a day lies."""
        return cls(f"{day.year:04d}-{day.month:02d}")

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Return the month that a person wrote: 2027-04, 2027/4 or 2027年4月, in full or half width.

        Raises:
            ValueError: with a sentence for the person.
        """
        found = WRITTEN.fullmatch(unicodedata.normalize("NFKC", text).strip())
        if not found or not 1 <= int(found["month"]) <= MONTHS or found["year"] == "0000":
            raise ValueError(
                _("「%(text)s」は年月として読めません。2027-04 のように書いてください。") % {"text": text[:20]}
            )
        return cls(f"{found['year']}-{int(found['month']):02d}")

    @property
    def year(self) -> int:
        """Return the calendar year."""
        return int(self.text[:4])

    @property
    def number(self) -> int:
        """Return the month of the year, 1 to 12."""
        return int(self.text[5:])

    @property
    def starts_on(self) -> date:
        """Return its first day."""
        return date(self.year, self.number, 1)

    @property
    def ends_on(self) -> date:
        """Return its last day."""
        return self.plus(1).starts_on - timedelta(days=1)

    @property
    def fiscal_year(self) -> FiscalYear:
        """Return the fiscal year in which it lies."""
        return FiscalYear.of(self.starts_on)

    @property
    def label(self) -> str:
        """Return 「2027年4月」."""
        return month_label(self.text)

    def plus(self, months: int) -> "Month":
        """Return the month so many months later."""
        year, month = divmod(self.year * MONTHS + self.number - 1 + months, MONTHS)
        return Month(f"{year:04d}-{month + 1:02d}")

    def until(self, other: "Month") -> int:
        """Return how many months later the other one is."""
        return (other.year - self.year) * MONTHS + other.number - self.number

    def __str__(self) -> str:
        return self.text
