"""The memory and the processor time of a process and of those that it started, as Linux tells them."""

import os
import resource
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

_EVERY = 0.05
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Watched(NamedTuple):
    """What a command printed, and the most memory in MB that its processes had at once, and that any of them had.

    Of the first, what processes share, such as libraries, counts once; of the second it counts whole.
    """

    output: str
    megabytes: float
    largest: float


def processor() -> float:
    """Seconds of processors that this process used, and those that it started and that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def watched(command: Sequence[str]) -> Watched:
    """Run a command and look at its processes twenty times a second.

    To tell what is shared holds a process up; so it is done only when the processes are larger than ever before.

    Raises:
        CalledProcessError: the command failed.
    """
    height, most, largest = 0, 0, 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            family = list(_family(process.pid))
            sizes = list(map(_resident, family))
            if sum(sizes) > height:
                height, most = sum(sizes), max(most, sum(map(_proportional, family)))
            largest = max(largest, *sizes)
            time.sleep(_EVERY)
        output = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Watched(output, most / 1e6, largest / 1e6)


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [child for task in tasks for child in (task / "children").read_text().split()]
    except OSError:  # it has ended
        return
    for child in children:
        yield from _family(int(child))


def _resident(pid: int) -> int:
    """Bytes of a process, with all that it shares."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except OSError:  # it has ended
        return 0


def _proportional(pid: int) -> int:
    """Bytes of a process, with its part of what it shares."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
