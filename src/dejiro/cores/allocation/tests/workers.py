"""Workers without a process."""

from dejiro.cores.allocation.solving import run
from dejiro.cores.allocation.worker import NOTHING, Found, Task, Worker


class Here(Worker):
    """It solves at once."""

    def start(self, task: Task) -> None:
        self._found = run(task)

    def answer(self, seconds: float) -> Found | None:  # noqa: ARG002 - it has not to wait
        return self._found


class Yearless(Here):
    """It comes to nothing by years."""

    def start(self, task: Task) -> None:
        self._found = run(task) if task.years is None else NOTHING


class Slow(Here):
    """It is asked twice before it answers."""

    def start(self, task: Task) -> None:
        super().start(task)
        self._asked = False

    def answer(self, seconds: float) -> Found | None:
        asked, self._asked = self._asked, True
        return super().answer(seconds) if asked else None


class Never(Worker):
    """It gives no answer."""

    def start(self, task: Task) -> None:
        """Do nothing with it."""

    def answer(self, seconds: float) -> Found | None:
        """Nothing is known."""


class Tired(Never):
    """It comes to nothing."""

    def answer(self, seconds: float) -> Found | None:  # noqa: ARG002 - it has not to wait
        return NOTHING
