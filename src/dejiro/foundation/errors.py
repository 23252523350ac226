"""What a service says when it will not do what it was asked: a sentence for the person, a code for the program."""


class Refusal(Exception):  # noqa: N818  # a refusal is an answer, not an error of the program
    """A business rule forbids the act. `message` says what, why and how to mend it; `field` names the input."""

    def __init__(self, message: str, *, code: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.field = field


class Conflict(Refusal):
    """Somebody else changed the record since it was read. `current` is its version now, when known."""

    def __init__(
        self, message: str, *, code: str = "conflict", field: str | None = None, current: int | None = None
    ) -> None:
        super().__init__(message, code=code, field=field)
        self.current = current


class NotYours(Refusal):
    """The actor may see the record but not do this to it."""
