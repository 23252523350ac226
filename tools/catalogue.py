"""The English catalogue: Japanese text in code and templates, each with its English.

Usage: `python -m tools.catalogue {compile,update,check}`. `update` adds new texts with an empty translation and drops
those that are gone; `check` names every text without a translation; `compile` writes what Django reads.
"""

import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "dejiro"
LOCALE = SOURCE / "locale"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"
LAZY = {f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext", "npgettext")}
KEYWORDS = {**DEFAULT_KEYWORDS, **LAZY}
JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
PLACEHOLDER = re.compile(r"%\([a-z_0-9]+\)[sd]|\{[a-z_0-9.!:,]*\}")
MAY_SPEAK_JAPANESE = {"日本語"}


def compile_all() -> int:
    """Write the compiled form of every catalogue."""
    for path in LOCALE.glob("*/LC_MESSAGES/django.po"):
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source))
    return 0


def update() -> int:
    """Bring the English catalogue in step with the code."""
    catalogue, template = read_english(), extracted()
    catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    with ENGLISH.open("wb") as target:
        write_po(target, catalogue, width=120, sort_by_file=True, include_lineno=False)
    missing = sum(1 for message in catalogue if list(faults(message)))
    print(f"{ENGLISH.relative_to(ROOT)}: {len(catalogue)} texts, {missing} to translate")
    return 0


def check() -> int:
    """Name every text that the catalogue lacks, translates badly or no longer needs."""
    catalogue, template = read_english(), extracted()
    problems = [f"not in the catalogue: {message.id!r}" for message in left_out(template, catalogue)]
    problems += [f"no longer used: {message.id!r}" for message in left_out(catalogue, template)]
    problems += [f"{fault}: {message.id!r}" for message in catalogue for fault in faults(message)]
    print("\n".join(problems[:40]))
    if problems:
        print(f"{len(problems)} faults in the English catalogue; `python -m tools.catalogue update` brings it in step.")
    return 1 if problems else 0


def read_english() -> Catalog:
    """Return the catalogue as it stands, empty when there is none yet."""
    if not ENGLISH.exists():
        return Catalog(locale="en", domain="django", project="dejiro", charset="utf-8")
    with ENGLISH.open("rb") as source:
        return read_po(source, locale="en", domain="django")


def left_out(some: Catalog, others: Catalog) -> list[Message]:
    """Return the texts of one catalogue that the other does not hold."""
    held = {key(message) for message in others}
    return [message for message in some if message.id and key(message) not in held]


def key(message: Message) -> object:
    """Return what Django looks a text up by; a plural form goes by its first."""
    return (message.context, message.id[0] if isinstance(message.id, (tuple, list)) else message.id)


def faults(message: Message) -> Iterator[str]:
    """Name what is wrong with one translation."""
    if not message.id:
        return
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    targets = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    if message.fuzzy or not all(targets):
        yield "not translated"
    elif (
        any(JAPANESE.search(target) for target in targets if target not in MAY_SPEAK_JAPANESE)
        and sources[0] not in MAY_SPEAK_JAPANESE
    ):
        yield "Japanese in the English"
    elif {*PLACEHOLDER.findall(" ".join(sources))} != {*PLACEHOLDER.findall(" ".join(targets))}:
        yield "other placeholders in the English"


def extracted() -> Catalog:
    """Return every marked text in Python and templates, tests left out."""
    template = Catalog(domain="django", project="dejiro", charset="utf-8")
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix not in {".py", ".html", ".txt"} or {"tests", "migrations", "dist"} & set(
            path.relative_to(SOURCE).parts
        ):
            continue
        for line, text, _comments, context in texts(path):
            template.add(text, locations=[(str(path.relative_to(ROOT)), line)], context=context)
    return template


def texts(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    """Yield the marked texts of one file; a template is first turned into the calls that it stands for."""
    if path.suffix == ".py":
        source = path.read_bytes()
    elif "templates" in path.parts:
        calls = templatize()(path.read_text(encoding="utf-8"), origin=str(path))
        source = re.sub(r"^[ \t]+", "", calls, flags=re.MULTILINE).encode()  # a template's indentation is not Python's
    else:
        return
    yield from extract("python", io.BytesIO(source), keywords=KEYWORDS, options={"encoding": "utf-8"})


def templatize() -> Callable[..., str]:
    """Return Django's own translation of templates for gettext."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dejiro.config.settings")
    from django.utils.translation.template import templatize as of_django  # noqa: PLC0415  # `compile` runs without settings

    return of_django


COMMANDS = {"compile": compile_all, "update": update, "check": check}

if __name__ == "__main__":
    if len(sys.argv) != len(["program", "command"]) or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    sys.exit(COMMANDS[sys.argv[1]]())
