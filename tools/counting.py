"""What the counted run of the tests counts: to trace each line costs as much again as to run it.

A property test counts its first examples only, but for the cores, of which every line counts. The tests of the whole
(in `tests/`) and those marked `uncounted` count nothing, because the tests beside the code cover what they cover.
All of them run to their end.
"""

import os
from collections.abc import Generator
from functools import wraps
from itertools import count
from pathlib import Path
from typing import Final

import coverage
import pytest

EXAMPLES: Final = 25
CORES: Final = "cores"
FOR_CHILDREN: Final = "COVERAGE_PROCESS_CONFIG"
WHOLE: Final = Path(__file__).resolve().parent.parent / "tests"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Trace no line of a test that is marked so, nor of what is set up for it alone or started by it."""
    counter = coverage.Coverage.current()
    if counter is None or not is_uncounted(item):
        return (yield)
    counter.stop()
    handed_on = os.environ.pop(FOR_CHILDREN, None)
    try:
        return (yield)
    finally:
        counter.start()
        if handed_on is not None:
            os.environ[FOR_CHILDREN] = handed_on


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Trace the first examples of a property test."""
    counter, property_test = coverage.Coverage.current(), getattr(pyfuncitem.obj, "hypothesis", None)
    if counter is None or property_test is None or is_uncounted(pyfuncitem) or CORES in pyfuncitem.path.parts:
        return (yield)
    inner, number = property_test.inner_test, count(1)

    @wraps(inner)
    def example(*arguments: object, **named: object) -> object:
        if next(number) == EXAMPLES + 1:
            counter.stop()
        return inner(*arguments, **named)

    property_test.inner_test = example
    try:
        return (yield)
    finally:
        property_test.inner_test = inner
        # A counter that runs and is started again would go on after the next stop.
        if next(number) > EXAMPLES + 1:
            counter.start()


def is_uncounted(item: pytest.Item) -> bool:
    """True for a test whose lines are not looked at."""
    return item.path.is_relative_to(WHOLE) or item.get_closest_marker("uncounted") is not None
