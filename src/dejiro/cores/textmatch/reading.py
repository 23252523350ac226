"""The two ways of reading a folded text: character pairs, always; words and their synonyms, with the `ja` extra."""

import importlib
import importlib.util
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import add
from typing import Final, Protocol

# The analyser refuses more than 49,149 bytes at once; a character has up to four.
PIECE: Final = 10_000
# 助詞, 助動詞, 補助記号, 空白: they carry no meaning of their own.
EMPTY_WORDS: Final = frozenset({"助詞", "助動詞", "補助記号", "空白"})


@dataclass(frozen=True)
class Token:
    """A term and the folded characters `start` up to `end` (not included) where it stands."""

    term: str
    start: int
    end: int


Tokenize = Callable[[str], list[Token]]


@dataclass(frozen=True)
class Field:
    """One reading of a text, and its weight in the score.

    `tokens` says where the terms stand; `terms` is the same without places, for speed.
    """

    name: str
    weight: int
    tokens: Tokenize
    terms: Callable[[str], list[str]]


class Morpheme(Protocol):
    """What is used of an analyser's word."""

    def normalized_form(self) -> str: ...  # noqa: D102  # the analyser's own names

    def part_of_speech(self) -> tuple[str, ...]: ...  # noqa: D102

    def synonym_group_ids(self) -> list[int]: ...  # noqa: D102

    def begin(self) -> int: ...  # noqa: D102

    def end(self) -> int: ...  # noqa: D102


Analyse = Callable[[str], list[Morpheme]]


def pair_terms(text: str) -> list[str]:
    """Return the pairs of neighbouring characters, in order; a lone character stands for itself.

    >>> pair_terms("共同購入")
    ['共同', '同購', '購入']
    """
    return list(map(add, text, text[1:])) if len(text) != 1 else [text]


def pair_tokens(text: str) -> list[Token]:
    """Return `pair_terms` with their places."""
    return [Token(term, start, start + len(term)) for start, term in enumerate(pair_terms(text))]


CHARACTERS: Final = Field("characters", 1, pair_tokens, pair_terms)


def words(analyse: Analyse | None = None) -> Field:
    """Return the field of words in normal form and of synonym groups, of weight 2.

    Args:
        analyse: splits up to 10,000 characters into words; by default SudachiPy in its shortest units (mode A).
    """
    split = analyse or _sudachi

    def tokens(text: str) -> list[Token]:
        return [token for offset, piece in pieces(text) for word in split(piece) for token in word_tokens(word, offset)]

    return Field("words", 2, tokens, lambda text: [token.term for token in tokens(text)])


def word_tokens(word: Morpheme, offset: int) -> list[Token]:
    """Return the word's normal form and a term for each of its groups of synonyms; nothing for particles and signs."""
    if word.part_of_speech()[0] in EMPTY_WORDS:
        return []
    terms = [f"w:{word.normalized_form()}", *(f"s:{group}" for group in word.synonym_group_ids())]
    return [Token(term, offset + word.begin(), offset + word.end()) for term in terms]


def pieces(text: str, size: int = PIECE) -> Iterator[tuple[int, str]]:
    """Yield (offset, piece) of at most `size` characters, cut behind a 「。」 where there is one."""
    start = 0
    while start < len(text):
        end = start + size
        if end < len(text):
            end = text.rfind("。", start, end) + 1 or end
        yield start, text[start:end]
        start = end


def words_available() -> bool:
    """Return whether SudachiPy and its dictionary are installed (the extra `ja`)."""
    return all(importlib.util.find_spec(name) for name in ("sudachipy", "sudachidict_core"))


def fields() -> tuple[Field, ...]:
    """Return the best fields this installation can read: words and characters, or characters alone."""
    return (words(), CHARACTERS) if words_available() else (CHARACTERS,)


_thread = threading.local()


def _sudachi(text: str) -> list[Morpheme]:
    """Analyse with this thread's own analyser, because one must not be shared among threads."""
    if not hasattr(_thread, "tokenizer"):
        _thread.tokenizer = _make_tokenizer()
    return list(_thread.tokenizer.tokenize(text))


def _make_tokenizer() -> object:
    sudachipy = importlib.import_module("sudachipy")
    dictionary = sudachipy.Dictionary(dict="core")
    # `create` became `tokenizer` in 0.7.
    make = getattr(dictionary, "tokenizer", None) or dictionary.create
    return make(mode=sudachipy.SplitMode.A)
