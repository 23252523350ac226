"""How often nobody in particular may read."""

from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import NOBODY

READS_PER_MINUTE: Final = 300
MINUTE: Final = 60


class NobodyThrottle(BaseThrottle):
    """Counts the reads of each address that come without a key and a session, in windows of a minute."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Return False once an address has used its minute up."""
        if getattr(request, "actor", NOBODY).is_authenticated:
            return True
        key = f"api-reads:{address_of(request)}:{int(clock.now().timestamp()) // MINUTE}"
        if cache.add(key, 1, 2 * MINUTE):
            return True
        return cache.incr(key) <= READS_PER_MINUTE

    def wait(self) -> float:
        """Return the seconds until the next window."""
        return MINUTE - int(clock.now().timestamp()) % MINUTE


def address_of(request: HttpRequest) -> str:
    """Return the caller's address: the one our own proxy saw, or the one that connected; never one that it claims."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
