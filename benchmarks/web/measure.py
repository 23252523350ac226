"""Asks for the pages in process and prints the worker's CPU for each; started by run.py on a database that is full.

Measured is the CPU time of this process from handing a request to the WSGI application, with its middleware, session
and queries, until the whole answer is there: what a worker spends. Not in it are PostgreSQL's own work, which
happens in its processes, and the reading of the request and sending of the answer by the HTTP server. The process has
settled as the server's does before it forks its workers. A page without a promise stands in the table for comparison.
"""

# ruff: noqa: E402  # Django must be set up before its models are imported
import io
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dejiro.apps.commitments.models import Round
from dejiro.apps.needs.models import Need
from dejiro.cli import server
from dejiro.foundation.accounts.models import User

ASKS = 60
WARM = 5
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FRAGMENT = {"HTTP_HX_REQUEST": "true"}
HANDLER = WSGIHandler()


@dataclass(frozen=True)
class Page:
    """What to ask for, and the limit that was promised for it in ms of CPU."""

    name: str
    path: str
    query: str = ""
    limit: int | None = None
    signed_in: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)


def main() -> int:
    """Ask, print; 1 when a page is over its limit."""
    server.settle()
    return table(pages())


def pages() -> Sequence[Page]:
    """Return what is asked for; what carries no promise has no limit."""
    need, round_ = Need.objects.order_by("pk")[10], Round.objects.order_by("pk")[0]
    query = f"q={quote('窓口の端末を安くしたい')}"
    return (
        Page("empty page", "/accounts/logout/"),
        Page("desk", "/desk/", limit=15),
        Page("need", f"/needs/{need.pk}/", limit=15),
        Page("need, similar", f"/needs/{need.pk}/", "similar=1", headers=FRAGMENT),
        Page("round", f"/rounds/{round_.pk}/", limit=15),
        Page("search", "/search/", query, limit=30),
        Page("search, nobody", "/search/", query, limit=30, signed_in=False),
    )


def table(rows: Sequence[Page]) -> int:
    """Print one line a page; 1 when one is over its limit."""
    cookies = cookies_of("okutama@example.lg.jp")
    environs = [environ_of(page, cookies if page.signed_in else "") for page in rows]
    print(machine())
    print(f"{'page':<16}{'CPU median':>12}{'p90':>10}{'limit':>10}{'x empty':>9}{'queries':>9}{'kB':>7}")
    over, empty = False, 0.0
    for page, environ, spent in zip(rows, environs, timings(environs), strict=True):
        median, p90 = statistics.median(spent), statistics.quantiles(spent, n=10)[-1]
        empty = empty or median
        with CaptureQueriesContext(connection) as queries:
            size = len(ask(environ)[1]) / 1000
        limit = f"{page.limit} ms" if page.limit else ""
        ratio = median / empty
        print(f"{page.name:<16}{median:>9.1f} ms{p90:>7.1f} ms{limit:>10}{ratio:>9.1f}{len(queries):>9}{size:>7.0f}")
        over = over or bool(page.limit and median > page.limit)
    return int(over)


def timings(environs: Sequence[Mapping[str, str]]) -> list[list[float]]:
    """Return the CPU of each request in ms, asked in turn so that a slow moment of the machine meets all of them."""
    spent = [[ask(environ)[0] for environ in environs] for _ in range(ASKS + WARM)][WARM:]
    return [list(one) for one in zip(*spent, strict=True)]


def machine() -> str:
    """Return what the figures depend on: the interpreter, how fast it counts, who else is at work.

    Debian's own Python counts the squares in three quarters of the time of one that was compiled without profiling.
    """
    started = time.process_time()
    sum(number * number for number in range(1_000_000))
    counted = (time.process_time() - started) * 1000
    return f"Python {platform.python_version()}, a million squares in {counted:.0f} ms, load {os.getloadavg()[0]:.1f}"


def cookies_of(mail: str) -> str:
    """Return the cookies that a signed-in browser sends."""
    client = Client()
    client.force_login(User.objects.get(email=mail), backend=BACKEND)
    client.get("/desk/")
    return "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())


def environ_of(page: Page, cookies: str) -> Mapping[str, str]:
    """Return the request as a server hands it to the worker."""
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": page.path,
        "QUERY_STRING": page.query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_ACCEPT_LANGUAGE": "ja",
        **({"HTTP_COOKIE": cookies} if cookies else {}),
        **page.headers,
    }


def ask(environ: Mapping[str, str]) -> tuple[float, bytes]:
    """Return the CPU that one answer took, in ms, and its body."""
    request = {**environ, "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr}
    statuses: list[str] = []
    written: list[bytes] = []

    def begin(status: str, _headers: object, _fault: object = None, /) -> Callable[[bytes], object]:
        statuses.append(status)
        return written.append

    started = time.process_time()
    answer = HANDLER(request, begin)
    body = b"".join(answer)
    answer.close()
    spent = (time.process_time() - started) * 1000
    if statuses != ["200 OK"]:
        sys.exit(f"{environ['PATH_INFO']} answered {statuses}")
    return spent, body


if __name__ == "__main__":
    sys.exit(main())
