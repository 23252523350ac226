"""File names that mean the same on every system and hide nothing."""

import re
import unicodedata
from typing import Final

from django.utils.translation import gettext as _

LENGTH: Final = 150
ENDING_LENGTH: Final = 10
FORBIDDEN: Final = re.compile(r'[<>:"|?*]')
# Windows opens a device, not a file, under these names, whatever follows the dot.
RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
# Control characters, invisible ones (such as those that turn the direction of writing), lone surrogates.
HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def safe_name(name: str) -> str:
    r"""Return the name without path, control or invisible characters, at most 150 characters long, in NFC.

    >>> safe_name("C:\\temp\\見積\u202efdp.exe ")
    '見積fdp.exe'
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(letter for letter in last if unicodedata.category(letter) not in HIDDEN)
    cleaned = FORBIDDEN.sub("_", visible).strip(" .\u3000")
    if RESERVED.fullmatch(cleaned):
        cleaned = f"_{cleaned}"
    return _shortened(cleaned) or _("添付")


def _shortened(name: str) -> str:
    if len(name) <= LENGTH:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > ENDING_LENGTH:
        return name[:LENGTH].rstrip(" .")
    return stem[: LENGTH - len(ending) - 1].rstrip(" .") + dot + ending
