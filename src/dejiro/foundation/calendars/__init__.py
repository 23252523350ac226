"""Days on which offices are open, fiscal years, months, and the names of years."""

from dejiro.foundation.calendars.days import (
    business_days_after,
    business_days_between,
    due_end_of,
    holidays_of,
    is_business_day,
)
from dejiro.foundation.calendars.eras import EraYear, wareki
from dejiro.foundation.calendars.periods import FiscalYear, Month

__all__ = [
    "EraYear",
    "FiscalYear",
    "Month",
    "business_days_after",
    "business_days_between",
    "due_end_of",
    "holidays_of",
    "is_business_day",
    "wareki",
]
