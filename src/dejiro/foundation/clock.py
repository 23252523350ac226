"""The platform's clock: the machine's, or in the demo one that starts at a fixed moment.

The cast's dates hold however late the demo is started. Everything that asks for the time asks here.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

JST = ZoneInfo("Asia/Tokyo")
_STARTED = time.monotonic()


@dataclass
class Standing:
    """The moment at which the clock stands while the cast's past is played, or None while it runs."""

    moment: datetime | None = None


STANDING: Final = Standing()


def now() -> datetime:
    """Return the present moment, aware. With `settings.CLOCK` time runs from that moment since the process began."""
    if STANDING.moment is not None:
        return STANDING.moment
    if not settings.CLOCK:
        return timezone.now()
    return _read(settings.CLOCK) + timedelta(seconds=time.monotonic() - _STARTED)


@cache
def _read(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def today() -> date:
    """Return the present date in Japan."""
    return now().astimezone(JST).date()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at a moment, so that the demo can play what happened before it begins."""
    before, STANDING.moment = STANDING.moment, moment
    try:
        yield
    finally:
        STANDING.moment = before
