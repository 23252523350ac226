"""The text as the index sees it (NFKC, lower case, no white space), and the way back to the original."""

import unicodedata
from dataclasses import dataclass
from typing import Final

# Characters that never merge with the one before them under NFKC: ASCII, kana, ideographs; nearly all of the text.
PLAIN: Final = (("\0", "\x7f"), ("ぁ", "ゖ"), ("ァ", "ヺ"), ("㐀", "\u9fff"))


@dataclass(frozen=True)
class Folded:
    """The folded text; its character i came from `original[starts[i]:ends[i]]`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the folded characters `start` up to `end` (not included) stand in the original."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> str:
    """Return the text as the index sees it.

    Letters are lowered one by one, so that a letter folds alike wherever it stands.

    >>> fold("ﾊﾟｿｺﾝ の　Ｒ８ 更新")
    'パソコンのr8更新'
    """
    return "".join("".join(map(str.lower, unicodedata.normalize("NFKC", text))).split())


def fold_with_offsets(text: str) -> Folded:
    """Return the folded text with the place of every character in the original.

    >>> fold_with_offsets("ﾊﾟｿ ｺﾝ").starts
    (0, 2, 4, 5)
    """
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in clusters(text):
        folded = fold(text[start:end])
        letters.append(folded)
        starts.extend([start] * len(folded))
        ends.extend([end] * len(folded))
    return Folded("".join(letters), tuple(starts), tuple(ends))


def clusters(text: str) -> list[tuple[int, int]]:
    """Cut the text into the shortest stretches that NFKC treats each on its own.

    A character stays with those before it when it is a combining mark (a half-width voicing mark is one) or when
    together they become something else than side by side (Hangul letters).
    """
    cuts = [0]
    for position in range(1, len(text)):
        letter = text[position]
        if _is_plain(letter) or not _joins(text[cuts[-1] : position], letter):
            cuts.append(position)
    return list(zip(cuts, [*cuts[1:], len(text)], strict=True)) if text else []


def _is_plain(letter: str) -> bool:
    return any(first <= letter <= last for first, last in PLAIN)


def _joins(cluster: str, letter: str) -> bool:
    alone = unicodedata.normalize("NFKC", letter)
    if unicodedata.combining(alone[0]):
        return True
    return unicodedata.normalize("NFKC", cluster + letter) != unicodedata.normalize("NFKC", cluster) + alone
