"""The planning board of 300 specialists over 52 weeks: CPU of the page, its size, its queries.

    python benchmarks/board/run.py

Promised: 60 ms of CPU, the median of thirty requests, and 400 kB, for the whole board on one page, by specialist and by
body. The specialists and the 400 requests are those of the instance "tokyo" of benchmarks/allocation; who serves whom
comes from taking the candidates by value, first come first served, as the board shows any plan alike. Measured is the
CPU time of this process from handing the request to the WSGI application until the whole answer is there, on SQLite.
Beside it stand an empty page of the same server, and how long this machine takes for a million squares: the limit is
meant for a machine that takes 34 ms.
"""

# ruff: noqa: E402  # Django must be set up before its models are imported
import os
import statistics
import sys
import time
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
FOLDER = TemporaryDirectory()
os.environ.update(
    DATABASE_URL=f"sqlite:///{FOLDER.name}/board.sqlite3",
    DEJIRO_DATA_DIR=FOLDER.name,
    DEJIRO_MODE="demo",
    DEJIRO_LOG_LEVEL="CRITICAL",
    DJANGO_SETTINGS_MODULE="dejiro.config.settings",
)

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.allocation.instances import WEEKS, instance
from conftest import stage
from dejiro.apps.talent.models import Capacity, Plan, Request, Skill, Specialist
from dejiro.apps.talent.standards import role_choices
from dejiro.cli.server import settle
from dejiro.cores.allocation.board import NOBODY, Board
from dejiro.cores.allocation.candidates import candidates_of
from dejiro.cores.allocation.io import plan_to_json
from dejiro.cores.allocation.manual import restated
from dejiro.cores.allocation.model import Pair, Problem
from dejiro.cores.allocation.model import Plan as Answer
from dejiro.foundation import clock
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization

MONDAY = date(2027, 4, 5)
MOST_MS, MOST_KB, ASKS, WARM = 60.0, 400.0, 30, 3
REFERENCE_MS = 34.0
FAMILY = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤")
GIVEN = ("葵", "蓮", "陽菜", "湊", "凛", "樹", "結衣", "悠真", "紬", "大翔")
TITLES = ("標準化のデータ移行", "業務システムの調達仕様の確認", "窓口の業務改革の伴走", "情報セキュリティ監査の準備")


def main() -> int:
    """Fill, ask, print; 1 when a limit is not kept."""
    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic():
        stage()
        plan = filled(instance("tokyo"))
    settle()
    client = Client(HTTP_ACCEPT_LANGUAGE="ja")
    client.force_login(
        User.objects.get(email="coordinator@example.lg.jp"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    here = f"/talent/plans/{plan.pk}/board/"
    speed = squares()
    print(f"a million squares: {speed:.0f} ms, {speed / REFERENCE_MS:.1f} times the reference's {REFERENCE_MS:.0f} ms")
    print(
        f"{'page':<14}{'CPU median':>12}{'at reference':>14}{'limit':>8}{'x empty':>9}"
        f"{'queries':>9}{'kB':>7}{'bars':>6}"
    )
    empty = asked(client, "/accounts/logout/")[0]
    over = False
    for name, query in (("by specialist", ""), ("by body", "?by=bodies"), ("one month", "?month=2027-06")):
        spent, page, queries = asked(client, here + query)
        scaled, size = spent * REFERENCE_MS / speed, len(page) / 1000
        print(
            f"{name:<14}{spent:>9.1f} ms{scaled:>11.1f} ms{MOST_MS:>5.0f} ms{spent / empty:>9.1f}"
            f"{queries:>9}{size:>7.0f}{page.count(b'aria-label='):>6}"
        )
        over = over or scaled > MOST_MS or size > MOST_KB
    return int(over)


def squares() -> float:
    """Return the ms that this machine takes for a million squares, the best of five."""
    spent = []
    for _ in range(5):
        begun = time.process_time()
        sum(number * number for number in range(1_000_000))
        spent.append((time.process_time() - begun) * 1000)
    return min(spent)


def asked(client: Client, address: str) -> tuple[float, bytes, int]:
    """Return the median CPU in ms of a page, the page, and its queries."""
    spent = []
    for _ in range(ASKS + WARM):
        begun = time.process_time()
        page = client.get(address).content
        spent.append((time.process_time() - begun) * 1000)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return statistics.median(spent[WARM:]), page, len(captured)


def filled(problem: Problem) -> Plan:
    """Keep the problem's specialists and requests as rows, and a plan for them."""
    user = User.objects.get(email="coordinator@example.lg.jp")
    area = Organization.objects.get(code="130001", valid_to=None)
    bodies = list(Organization.objects.filter(area=area, kind=Organization.Kind.MUNICIPALITY).order_by("code"))
    code = {body.id: bodies[at] for at, body in enumerate(problem.bodies)}
    roles = sorted(value for _type, group in role_choices() for value, _label in group)
    role = {name: roles[at % len(roles)] for at, name in enumerate(sorted({one.role for one in problem.requests}))}
    people = pooled(problem, area, role)
    rows = Request.objects.bulk_create(
        Request(
            area=area,
            organization=code[one.body],
            title=TITLES[at % len(TITLES)],
            problem="架空",
            role=role[one.role],
            level=one.level,
            half_days=one.half_days,
            starts_on=day(one.start),
            ends_on=day(one.end, -1),
            onsite=one.onsite,
            priority=one.priority,
            supervisor="架空",
            status=Request.Status.APPROVED,
            prepared_by=user,
            prepared_at=clock.now(),
            approved_by=user,
            approved_at=clock.now(),
        )
        for at, one in enumerate(problem.requests)
    )
    names = {one.id: str(row.pk) for one, row in zip(problem.specialists, people, strict=True)}
    names |= {one.id: str(row.pk) for one, row in zip(problem.requests, rows, strict=True)}
    answer = plan_to_json(served(problem))
    answer["assignments"] = [{key: names[value] for key, value in row.items()} for row in answer["assignments"]]
    answer["unserved"] = [{**row, "request": names[row["request"]]} for row in answer["unserved"]]
    return Plan.objects.create(
        area=area,
        name="令和9年度",
        starts_on=MONDAY,
        weeks=WEEKS,
        status=Plan.Status.READY,
        answer=answer,
        problem={},
        made_by=user,
        made_at=clock.now(),
    )


def pooled(problem: Problem, area: Organization, role: Mapping[str, str]) -> list[Specialist]:
    """Keep the problem's specialists as rows, with what they can do and when."""
    people = Specialist.objects.bulk_create(
        Specialist(
            area=area,
            key=f"P-{at + 1:03d}",
            name=f"{FAMILY[at % 10]} {GIVEN[at // 10 % 10]}",
            employment="staff",
        )
        for at in range(len(problem.specialists))
    )
    Capacity.objects.bulk_create(
        Capacity(specialist=row, starts_on=day(slot.start), ends_on=day(slot.end, -1), half_days=slot.half_days)
        for row, one in zip(people, problem.specialists, strict=True)
        for slot in one.capacity
    )
    skills = {
        (row.pk, role[name]): level
        for row, one in zip(people, problem.specialists, strict=True)
        for name, level in one.skills.items()
        if name in role
    }
    Skill.objects.bulk_create(Skill(specialist_id=pk, role=name, level=level) for (pk, name), level in skills.items())
    return people


def day(week: int, days: int = 0) -> date:
    """Return a Monday, or the day before it."""
    return MONDAY + timedelta(weeks=week, days=days)


def served(problem: Problem) -> Answer:
    """Return the plan of the candidates by falling value, each taken where it fits."""
    candidates = candidates_of(problem)
    board = Board(candidates, Answer((), 0.0, 0.0, 0.0, (), ()))
    for at in np.argsort(-candidates.value, kind="stable"):
        request, specialist = int(candidates.request[at]), int(candidates.specialist[at])
        if board.holder[request] == NOBODY and board.fits(request, specialist):
            board.put(request, specialist)
    pairs = [
        Pair(problem.specialists[who].id, problem.requests[at].id)
        for at, who in enumerate(board.holder)
        if who != NOBODY
    ]
    return restated(candidates, pairs, np.zeros(len(problem.bodies)))


if __name__ == "__main__":
    sys.exit(main())
