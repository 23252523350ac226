"""Many people who vote at a steady rate, whether or not the server keeps up.

Each vote is one request of a browser that came through a proxy: its cookie, its form token, an address of its own. The
time of an answer counts from the moment at which the vote was due, so that a server that stalls is not spared the votes
that waited for it.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlencode
from uuid import UUID

from benchmarks.voting.site import HOST

TOKEN = "t" * 32
TIMEOUT = 30.0
AT_ONCE = 200

Cast = tuple[str, int, int]


@dataclass(frozen=True)
class Press:
    """One press of a button, to come; `cast` is how it must be found in the database."""

    cast: Cast
    request: bytes


@dataclass
class Crowd:
    """What came of the votes that were sent.

    Attributes:
        acknowledged: votes that were answered with the redirect to the next statement.
        waits: seconds from the moment at which each acknowledged vote was due to its answer.
        failed: votes without an answer, or with another one, by what came.
    """

    acknowledged: list[Cast] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    failed: dict[str, int] = field(default_factory=dict)

    async def send(self, port: int, press: Press, due: float) -> None:
        """Send a vote and note the answer."""
        try:
            async with asyncio.timeout(TIMEOUT):
                status = await answer(port, press.request)
        except (OSError, TimeoutError, ValueError, IndexError) as error:
            status = type(error).__name__
        if status == "302":
            self.acknowledged.append(press.cast)
            self.waits.append(time.monotonic() - due)
        else:
            self.failed[status] = self.failed.get(status, 0) + 1

    async def vote(self, port: int, presses: Sequence[Press], rate: float) -> None:
        """Send so many votes a second."""
        started, seats = time.monotonic(), asyncio.Semaphore(AT_ONCE)

        async def one(number: int, press: Press) -> None:
            async with seats:
                await self.send(port, press, started + number / rate)

        async with asyncio.TaskGroup() as group:
            for number, press in enumerate(presses):
                await asyncio.sleep(max(0.0, started + number / rate - time.monotonic()))
                group.create_task(one(number, press))


async def answer(port: int, request: bytes) -> str:
    """Return the status of one answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        return (await reader.read()).split(b" ", 2)[1].decode()
    finally:
        writer.close()


@dataclass(frozen=True)
class Door:
    """A conversation, the cookie and the key of each of its people, and the ticket of each of its statements."""

    conversation: int
    people: Sequence[tuple[str, str]]
    tickets: Sequence[str]

    def presses(self, number: int, *, seed: int = 20261005) -> list[Press]:
        """Return so many votes in random order; nobody votes twice on the same statement."""
        chance, width = Random(seed), len(self.tickets)
        pairs = chance.sample(range(len(self.people) * width), number)
        return [self._press(pair // width, pair % width + 1, chance) for pair in pairs]

    def _press(self, person: int, statement: int, chance: Random) -> Press:
        cookie, key = self.people[person]
        value = chance.choice((1, 1, 0, -1))
        fields = {
            "csrfmiddlewaretoken": TOKEN,
            "submission": UUID(int=chance.getrandbits(128), version=4),
            "statement": statement,
            "ticket": self.tickets[statement - 1],
            "value": value,
        }
        body = urlencode(fields).encode()
        head = (
            f"POST /lab/{self.conversation}/ HTTP/1.1",
            f"Host: {HOST}",
            "Connection: close",
            "X-Forwarded-Proto: https",
            f"X-Forwarded-For: 10.{person >> 16}.{person >> 8 & 255}.{person & 255}",
            f"Referer: https://{HOST}/lab/{self.conversation}/",
            f"Cookie: csrftoken={TOKEN}; {cookie}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
            "Accept-Language: ja",
        )
        return Press((key, statement, value), "\r\n".join(head).encode() + b"\r\n\r\n" + body)
