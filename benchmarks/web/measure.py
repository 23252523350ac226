"""Asks for the pages in process and prints the worker's CPU for each; started by run.py with a database to fill."""

# ruff: noqa: E402  # Django must be set up before its models are imported
import argparse
import statistics
import sys
import time
from collections.abc import Sequence

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.web.filling import FULL, SMALL, fill
from dejiro.apps.commitments.models import Round
from dejiro.apps.needs.models import Need
from dejiro.foundation.accounts.models import User

ASKS = 30
WARM = 5
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def main() -> int:
    """Fill, ask, print; 1 when a page is over its limit."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true")
    small = parser.parse_args().small
    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    fill(SMALL if small else FULL)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"filled in {time.perf_counter() - started:.0f} s")
    return table(pages())


def pages() -> Sequence[tuple[str, str, float]]:
    """Return name, address and limit in ms of CPU; the empty page has none."""
    need, round_ = Need.objects.order_by("pk")[10], Round.objects.order_by("pk")[0]
    return (
        ("empty page", "/accounts/logout/", float("inf")),
        ("desk", "/desk/", 15.0),
        ("need", f"/needs/{need.pk}/", 15.0),
        ("round", f"/rounds/{round_.pk}/", 15.0),
        ("search", "/search/?q=窓口の端末を安くしたい", 30.0),
    )


def table(rows: Sequence[tuple[str, str, float]]) -> int:
    """Print one line a page; 1 when one is over its limit."""
    client = Client(HTTP_ACCEPT_LANGUAGE="ja")
    client.force_login(User.objects.get(email="okutama@example.lg.jp"), backend=BACKEND)
    print(f"{'page':<12}{'CPU median':>12}{'p90':>10}{'limit':>10}{'x empty':>9}{'queries':>9}{'kB':>7}")
    over, empty = False, 0.0
    for name, address, limit in rows:
        spent = [ask(client, address) for _ in range(ASKS + WARM)][WARM:]
        median, p90 = statistics.median(spent), statistics.quantiles(spent, n=10)[-1]
        empty = empty or median
        with CaptureQueriesContext(connection) as queries:
            size = len(client.get(address).content) / 1000
        shown = "" if limit == float("inf") else f"{limit:.0f} ms"
        print(
            f"{name:<12}{median:>9.1f} ms{p90:>7.1f} ms{shown:>10}{median / empty:>9.1f}{len(queries):>9}{size:>7.0f}"
        )
        over = over or median > limit
    return int(over)


def ask(client: Client, address: str) -> float:
    """Return the CPU that one answer took, in ms."""
    started = time.process_time()
    response = client.get(address)
    spent = (time.process_time() - started) * 1000
    if response.status_code != 200:  # HTTP's OK
        sys.exit(f"{address} answered {response.status_code}")
    return spent


if __name__ == "__main__":
    sys.exit(main())
