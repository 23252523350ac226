"""A login that expired in the middle of a form: what was typed waits in the session until its owner is back."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.http import HttpRequest

from dejiro.foundation import clock

SESSION_KEY: Final = "kept_forms"
FORMS_MAXIMUM: Final = 3
VALUES_MAXIMUM: Final = 1_000
CHARACTERS_MAXIMUM: Final = 200_000
KEPT_FOR: Final = timedelta(hours=12)
HIDDEN: Final = frozenset({"submission", "version"})


@dataclass(frozen=True)
class KeptForm:
    """What somebody typed: where it was going and every field, in the form's order, apart from files."""

    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool

    @property
    def typed(self) -> tuple[str, ...]:
        """What there is to read again: the values without the form's own hidden fields and empty ones."""
        return tuple(value for name, value in self.fields if value and name.rsplit("-", 1)[-1] not in HIDDEN)


def keep(request: HttpRequest) -> str | None:
    """Keep a posted form in the session; return its key, or None when it is larger than anybody types."""
    fields = [
        (name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"
    ]
    if len(fields) > VALUES_MAXIMUM or sum(len(name) + len(value) for name, value in fields) > CHARACTERS_MAXIMUM:
        return None
    key = secrets.token_urlsafe(16)
    row = {
        "path": request.get_full_path(),
        "fields": fields,
        "had_files": bool(request.FILES),
        "at": clock.now().isoformat(),
    }
    kept = [*request.session.get(SESSION_KEY, {}).items(), (key, row)]
    request.session[SESSION_KEY] = dict(kept[-FORMS_MAXIMUM:])
    return key


def kept_form(request: HttpRequest, key: str) -> KeptForm | None:
    """Return a kept form; None when it was let go, is too old, or was never here."""
    row = request.session.get(SESSION_KEY, {}).get(key)
    if row is None or clock.now() - datetime.fromisoformat(row["at"]) > KEPT_FOR:
        return None
    fields = tuple((str(name), str(value)) for name, value in row["fields"])
    return KeptForm(path=row["path"], fields=fields, had_files=row["had_files"])


def let_go(request: HttpRequest, key: str) -> None:
    """Forget a kept form."""
    kept = request.session.get(SESSION_KEY, {})
    request.session[SESSION_KEY] = {other: row for other, row in kept.items() if other != key}
