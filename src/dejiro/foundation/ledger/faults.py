"""What can be found wrong with the log."""


class LogAltered(Exception):  # noqa: N818  # what happened to the log, not an error of the program
    """Entries or nodes were cut off or changed; the message says what is known and what to do."""
