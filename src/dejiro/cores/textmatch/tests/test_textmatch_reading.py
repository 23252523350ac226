import importlib.util
import sys
from threading import Thread
from types import SimpleNamespace

import pytest

from dejiro.cores.textmatch import CHARACTERS, Document, Index, fields, words
from dejiro.cores.textmatch.reading import PIECE, Morpheme, pair_terms, pieces


class Word:
    def __init__(self, form: str, kind: str, groups: list[int], start: int, end: int) -> None:
        self.given = (form, (kind,), groups, start, end)

    def normalized_form(self) -> str:
        return self.given[0]

    def part_of_speech(self) -> tuple[str, ...]:
        return self.given[1]

    def synonym_group_ids(self) -> list[int]:
        return self.given[2]

    def begin(self) -> int:
        return self.given[3]

    def end(self) -> int:
        return self.given[4]


def analyse(text: str) -> list[Morpheme]:
    """Know two words and a particle; everything else is a sign."""
    known = {"端末": ("名詞", [7]), "機器": ("名詞", [7]), "の": ("助詞", [])}
    found: list[Morpheme] = [
        Word(w, kind, groups, text.index(w), text.index(w) + len(w)) for w, (kind, groups) in known.items() if w in text
    ]
    return found


def test_particles_are_left_out_and_synonyms_join_in() -> None:
    assert words(analyse).terms("端末の") == ["w:端末", "s:7"]


def test_a_synonym_is_found_and_its_place_shown() -> None:
    index = Index([Document("a", "新しい機器")], fields=(words(analyse), CHARACTERS))
    (hit,) = index.search("端末")
    assert [(p.start, p.end) for p in hit.passages] == [(3, 5)]


def test_a_lone_character_stands_for_itself() -> None:
    assert pair_terms("水") == ["水"]
    assert pair_terms("") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", []), ("あい。うえ", [(0, "あい。"), (3, "うえ")]), ("あいうえお", [(0, "あいうえ"), (4, "お")])],
)
def test_long_texts_are_cut_behind_a_full_stop(text: str, expected: list[tuple[int, str]]) -> None:
    assert list(pieces(text, 4)) == expected


def test_places_in_later_pieces_count_from_the_beginning() -> None:
    long = "。" * PIECE * 2
    tokens = words(analyse).tokens(long + "端末")
    assert (tokens[0].start, tokens[0].end) == (len(long), len(long) + 2)


def test_without_the_extra_there_are_only_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert fields() == (CHARACTERS,)


def test_with_the_extra_words_weigh_twice_as_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: object())
    assert [(field.name, field.weight) for field in fields()] == [("words", 2), ("characters", 1)]


@pytest.mark.parametrize("method", ["tokenizer", "create"])
def test_each_thread_gets_its_own_analyser(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    made: list[str] = []

    def make(mode: str) -> SimpleNamespace:
        made.append(mode)
        return SimpleNamespace(tokenize=analyse)

    def dictionary(**_options: str) -> SimpleNamespace:
        return SimpleNamespace(**{method: make})

    module = SimpleNamespace(Dictionary=dictionary, SplitMode=SimpleNamespace(A="A"))
    monkeypatch.setitem(sys.modules, "sudachipy", module)
    terms: list[list[str]] = []

    def twice() -> None:
        terms.extend([words().terms("端末"), words().terms("端末")])

    for thread in (Thread(target=twice), Thread(target=twice)):
        thread.start()
        thread.join()
    assert terms == [["w:端末", "s:7"]] * 4
    assert made == ["A", "A"]


def test_the_real_analyser_unifies_spellings() -> None:
    pytest.importorskip("sudachidict_core", reason="install the extra `ja`")
    assert words().terms("打ち込む") == words().terms("打込む")
