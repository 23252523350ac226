"""How often one may vote, state something or try a code: enough for people, too little for scripts.

An address is counted under a hash that lives as long as the window; it is written nowhere else.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from dejiro.foundation import clock
from dejiro.foundation.api.throttles import address_of
from dejiro.foundation.errors import Refusal


@dataclass(frozen=True)
class Limit:
    """So many in a window of so many seconds."""

    name: str
    most: int
    seconds: int


VOTES: Final = Limit("votes", 60, 60)
VOTES_OF_ADDRESS: Final = Limit("address-votes", 600, 60)
NEWCOMERS_OF_ADDRESS: Final = Limit("newcomers", 60, 3600)
STATEMENTS: Final = Limit("statements", 5, 3600)
STATEMENTS_OF_ADDRESS: Final = Limit("address-statements", 30, 3600)
CODES_OF_ADDRESS: Final = Limit("codes", 20, 600)


def spend(limit: Limit, who: str) -> None:
    """Count one act of somebody.

    Raises:
        Refusal: when the window is used up; it says how long to wait.
    """
    now = int(clock.now().timestamp())
    digest = hashlib.sha256(who.encode()).hexdigest()[:32]
    key = f"lab:{limit.name}:{digest}:{now // limit.seconds}"
    if cache.add(key, 1, 2 * limit.seconds) or cache.incr(key) <= limit.most:
        return
    wait = max(1, -(-(limit.seconds - now % limit.seconds) // 60))
    raise Refusal(
        _("短い時間に何度も送られたため、受け付けませんでした。%(minutes)d分ほど待って、もう一度送ってください。")
        % {"minutes": wait},
        code="too_fast",
    )


def address(request: HttpRequest) -> str:
    """Return from where the request comes."""
    return address_of(request)
