"""What text the platform takes in: normalised once at the edge, free of characters that cannot be seen."""

import re
import unicodedata
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# NFC would replace these ideographs by another glyph (神 U+FA19 by 神); names are written with them, so they stay.
COMPATIBILITY_IDEOGRAPHS: Final = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")
LINE_ENDS: Final = re.compile("\r\n?")
# Controls except tab and newline, lone surrogates, and the marks that turn the writing direction of their surroundings.
UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def normalised(text: str) -> str:
    r"""Return the text in NFC with line feeds as newlines; compatibility ideographs keep their shape.

    >>> normalised("か\u3099\r\n")
    'が\n'
    """
    parts = COMPATIBILITY_IDEOGRAPHS.split(LINE_ENDS.sub("\n", text))
    return "".join(part if index % 2 else unicodedata.normalize("NFC", part) for index, part in enumerate(parts))


def printable(text: str) -> None:
    """Refuse text with control characters.

    Raises:
        ValidationError: naming the first such character and where it stands.
    """
    if found := UNSEEN.search(text):
        raise ValidationError(
            _("%(position)d文字目に、画面に表示できない文字（U+%(code)04X）があります。その文字を消してください。")
            % {"position": found.start() + 1, "code": ord(found.group())},
            code="unprintable",
        )
