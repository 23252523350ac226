"""How often one may vote, state something or try a code: enough for people, too little for scripts.

An address is counted under a hash that lives as long as the window; it is written nowhere else. What is spent is
counted in the database, all windows of one act in one statement, so that every process counts alike.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from dejiro.apps.lab.models import Spending
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


def spend(*spent: tuple[Limit, str]) -> None:
    """Count one act, under each limit and whom it is counted for; one query.

    Within a transaction that is rolled back, as after a refusal, the act does not count.

    Raises:
        Refusal: when a window is used up; it says how long to wait.
    """
    now = int(clock.now().timestamp())
    by_key = {_key(limit, who, now): limit for limit, who in spent}
    over = [by_key[key] for key, count in _counted(by_key, now) if count > by_key[key].most]
    if not over:
        return
    wait = max(1, -(-max(limit.seconds - now % limit.seconds for limit in over) // 60))
    raise Refusal(
        _("短い時間に何度も送られたため、受け付けませんでした。%(minutes)d分ほど待って、もう一度送ってください。")
        % {"minutes": wait},
        code="too_fast",
    )


def spending_clean() -> int:
    """Forget the windows that are over; return how many. Run it once a day."""
    return Spending.objects.filter(ends__lt=int(clock.now().timestamp())).delete()[0]


def _key(limit: Limit, who: str, now: int) -> str:
    return hashlib.sha256(f"{limit.name}:{now // limit.seconds}:{who}".encode()).hexdigest()


def _counted(limits: Mapping[str, Limit], now: int) -> list[tuple[str, int]]:
    """Add one to each count; in order of key, so that two requests never wait for each other in a circle."""
    rows = [(key, (now // limits[key].seconds + 1) * limits[key].seconds) for key in sorted(limits)]
    places = ", ".join(["(%s, %s, 1)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO lab_spending (key, ends, count) VALUES {places}"  # noqa: S608  # place holders only
            " ON CONFLICT (key) DO UPDATE SET count = lab_spending.count + 1 RETURNING key, count",
            [value for row in rows for value in row],
        )
        return [(str(key), int(count)) for key, count in cursor.fetchall()]


def address(request: HttpRequest) -> str:
    """Return from where the request comes."""
    return address_of(request)
