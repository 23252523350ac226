"""The platform's clock: the machine's, or in the demo one that starts at a fixed moment.

The cast's dates hold however late the demo is started. Everything that asks for the time asks here.
"""

import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

JST = ZoneInfo("Asia/Tokyo")
_STARTED = time.monotonic()


def now() -> datetime:
    """Return the present moment, aware. With `settings.CLOCK` time runs from that moment since the process began."""
    if not settings.CLOCK:
        return timezone.now()
    return datetime.fromisoformat(settings.CLOCK) + timedelta(seconds=time.monotonic() - _STARTED)


def today() -> date:
    """Return the present date in Japan."""
    return now().astimezone(JST).date()
