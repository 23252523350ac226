"""A writer that is killed at random moments, and the look afterwards whether anything that it acknowledged is lost.

The writer adopts rules one after the other, each with its entry in the log, and acknowledges each once it is committed.
"""

import json
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.core.management import call_command
from django.db import connection

from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.ledger.services import Platform
from dejiro.foundation.ledger.verification import verify_log
from dejiro.foundation.organizations.models import Organization, Rule
from dejiro.foundation.organizations.rules import MINIMUM_BODIES
from dejiro.foundation.organizations.services import bodies_load, rule_adopt

AREA = "310000"
FIRST_DAY = date(2027, 1, 1)
LONGEST_LIFE = 0.1


@dataclass
class Found:
    """What the rounds came to."""

    rounds: int = 0
    acknowledged: int = 0
    lost: int = 0
    half_done: int = 0
    broken_logs: int = 0


def main(part: str, *numbers: str) -> None:
    """Start one of the parts."""
    if part == "rounds":
        count, seed = map(int, numbers)
        print(json.dumps(asdict(rounds(count, seed))))
    elif part == "write":
        prepare()
        write_for_ever(lambda number: print(number, flush=True))
    else:
        print(json.dumps(sorted(read())))


def rounds(count: int, seed: int) -> Found:
    """Kill a writer so many times, and look each time."""
    chance = random.Random(seed)
    prepare()
    found = Found()
    for _ in range(count):
        acknowledged = killed_writer(chance.uniform(0.0, LONGEST_LIFE))
        found.rounds += 1
        found.acknowledged += len(acknowledged)
        look(found, acknowledged)
    return found


def prepare() -> None:
    """Make the tables and load one prefecture, for whose area the rules are adopted."""
    call_command("migrate", verbosity=0, interactive=False)
    bodies_load(actor=Platform(), areas=[AREA])


def write_for_ever(acknowledge: Callable[[int], object]) -> None:
    """Adopt rules until killed."""
    area = Organization.objects.get(code=AREA)
    day = FIRST_DAY + timedelta(days=Rule.objects.count())
    while True:
        rule = rule_adopt(actor=Platform(), area=area, key=MINIMUM_BODIES, value=2, text="合意の文", valid_from=day)
        acknowledge(rule.pk)
        day += timedelta(days=1)


def killed_writer(life: float) -> list[int]:
    """Let a writer live for some seconds after its first acknowledgement, kill it, and return what it acknowledged."""
    connection.close()
    reading, writing = os.pipe()
    writer = os.fork()
    if writer == 0:
        child(writing)
    os.close(writing)
    with os.fdopen(reading, encoding="ascii") as acknowledgements:
        first = acknowledgements.readline()
        time.sleep(life)
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
        lines = [first, *acknowledgements]
    return [int(line) for line in lines if line.endswith("\n")]


def child(writing: int) -> None:
    """Be the writer; its process never returns from here."""
    try:
        write_for_ever(lambda number: os.write(writing, f"{number}\n".encode()))
    finally:
        os._exit(1)


def look(found: Found, acknowledged: list[int]) -> None:
    """Compare what was acknowledged with the rows and the log as they now are."""
    rows = set(Rule.objects.values_list("pk", flat=True))
    entries = list(recorded())
    found.lost += len(set(acknowledged) - rows)
    found.half_done += len(rows.symmetric_difference(entries)) + len(entries) - len(set(entries))
    found.broken_logs += not verify_log().good


def recorded() -> list[int]:
    """Return the rules that the log says were adopted."""
    subjects = Entry.objects.filter(action="organizations.rule.adopt").values_list("subject", flat=True)
    return [int(subject.split(":")[1]) for subject in subjects]


def read() -> set[int]:
    """Return the rules that stand both in their table and in a log that verifies."""
    rows = set(Rule.objects.values_list("pk", flat=True))
    return rows & set(recorded()) if verify_log().good else set()
