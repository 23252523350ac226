"""Where the pages of this app stand, and what is chosen on them."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from dejiro.foundation.accounts.middleware import Request

NEEDS: Final = (_("課題"), "/needs/")
TRIAGE: Final = (_("声の整理"), "/needs/triage/")
VOICES: Final = (_("声"), "/voices/")
CONSULTATIONS: Final = (_("相談"), "/consultations/")
CONTRACTS: Final = (_("契約台帳"), "/contracts/")


def chosen(request: Request, name: str) -> list[int]:
    """Return the numbers chosen in the address or the posted form, each once, in order."""
    data = request.POST if request.method == "POST" else request.GET
    numbers = (int(value) for value in data.getlist(name) if value.isascii() and value.isdecimal() and len(value) <= 18)  # noqa: PLR2004  # digits of a row's number
    return list(dict.fromkeys(numbers))
