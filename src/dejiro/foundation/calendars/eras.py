"""Years as Japan names them."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.ui.formats import month_name

# Source: 元号法 and the Cabinet orders on the change of era; Meiji from the Gregorian calendar's first day in Japan.
ERAS: Final[tuple[tuple[date, Promise, int], ...]] = (
    (date(2019, 5, 1), gettext_lazy("令和"), 2019),
    (date(1989, 1, 8), gettext_lazy("平成"), 1989),
    (date(1926, 12, 25), gettext_lazy("昭和"), 1926),
    (date(1912, 7, 30), gettext_lazy("大正"), 1912),
    (date(1873, 1, 1), gettext_lazy("明治"), 1868),
)


@dataclass(frozen=True)
class EraYear:
    """A year of an era: 令和 8."""

    era: str
    year: int

    @classmethod
    def of(cls, day: date) -> "EraYear":
        """Return the era's year on a day.

        Raises:
            ValueError: if the day is before 1873, when Japan had another calendar.
        """
        for begins_on, name, first_year in ERAS:
            if day >= begins_on:
                return cls(str(name), day.year - first_year + 1)
        raise ValueError(f"{day}: the calendar before 1873 is another one")

    @property
    def label(self) -> str:
        """Return 「令和8年」; the first year is 「元年」."""
        if self.year == 1:
            return _("%(era)s元年") % {"era": self.era}
        return _("%(era)s%(year)d年") % {"era": self.era, "year": self.year}

    @property
    def fiscal_label(self) -> str:
        """Return 「令和8年度」; the first year is 「元年度」."""
        if self.year == 1:
            return _("%(era)s元年度") % {"era": self.era}
        return _("%(era)s%(year)d年度") % {"era": self.era, "year": self.year}


def wareki(day: date) -> str:
    """Return a date in the Japanese era: 「令和8年10月5日」."""
    words = {"year": EraYear.of(day).label, "month": month_name(day.month), "day": day.day}
    return _("%(year)s%(month)s月%(day)d日") % words
