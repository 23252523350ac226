"""A specialist's engagements as an iCalendar feed (RFC 5545)."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

LINE: Final = 75


def feed(name: str, host: str, events: Iterable[tuple[int, str, str, date, date]], at: datetime) -> str:
    """Return an iCalendar document; lines end with CRLF and are folded at 75 bytes.

    Args:
        name: the calendar's name.
        host: makes the events' ids unique in the world.
        events: number, title, note, first and last day.
        at: when it was made, aware.
    """
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Dejiro//talent//JA", f"X-WR-CALNAME:{_text(name)}"]
    for number, title, note, starts_on, ends_on in events:
        lines += [
            "BEGIN:VEVENT",
            f"UID:engagement-{number}@{host}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{starts_on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{ends_on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_text(title)}",
            f"DESCRIPTION:{_text(note)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _text(value: str) -> str:
    for mark in ("\\", ";", ","):
        value = value.replace(mark, f"\\{mark}")
    return value.replace("\n", "\\n")


def _folded(line: str) -> Sequence[str]:
    parts, current, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LINE:
            parts.append(current)
            current, size = " ", 1
        current += letter
        size += width
    return [*parts, current]
