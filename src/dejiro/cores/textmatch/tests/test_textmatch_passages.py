import pytest
from hypothesis import given
from hypothesis import strategies as st

from dejiro.cores.textmatch import CHARACTERS, Passage, excerpt
from dejiro.cores.textmatch.passages import passages

TEXT = "庁内の端末が古い。来年度に端末の共同購入をしたい。"


def found(text: str, query: str) -> list[str]:
    gain = dict.fromkeys(CHARACTERS.terms(query), 0.1)
    return [text[p.start : p.end] for p in passages(text, [(CHARACTERS, gain)])]


def test_neighbouring_pairs_make_one_passage() -> None:
    assert found(TEXT, "端末の共同購入") == ["端末の共同購入"]


def test_passages_are_cut_in_the_original_text() -> None:
    assert found("新しい ﾊﾟ ｿｺﾝ です", "パソコン") == ["ﾊﾟ ｿｺﾝ"]


def test_no_more_passages_than_asked_for() -> None:
    gain = {"端末": 0.5}
    assert len(passages("端末、" * 9, [(CHARACTERS, gain)], limit=2)) == 2


def test_nothing_found_makes_no_passage() -> None:
    assert found(TEXT, "公印") == []


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3)])
def test_an_impossible_passage_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="範囲"):
        Passage(start, end, 1)


def test_an_excerpt_stands_around_the_heaviest_passage() -> None:
    text = "あ" * 100 + "端末" + "い" * 100
    pieces = excerpt(text, [Passage(0, 2, 0.1), Passage(100, 102, 0.5)], width=42)
    assert pieces == [("…", False), ("あ" * 10, False), ("端末", True), ("い" * 30, False), ("…", False)]


def test_an_excerpt_without_passages_is_the_beginning() -> None:
    assert excerpt("あ" * 10, [], width=4) == [("ああああ", False), ("…", False)]


@given(
    st.text(min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 58), st.integers(1, 60)), max_size=4),
    st.integers(1, 80),
)
def test_an_excerpt_is_a_part_of_the_text(text: str, spans: list[tuple[int, int]], width: int) -> None:
    inside = [Passage(s, min(e, len(text)), 1) for s, e in sorted(spans) if s < min(e, len(text))]
    pieces = excerpt(text, inside, width=width)
    body = [piece for piece in pieces if piece != ("…", False)]
    assert "".join(piece for piece, _ in body) in text
    assert len("".join(piece for piece, _ in body)) <= width or "…" in text
    assert all(piece for piece, _ in pieces)


@pytest.mark.parametrize(
    ("text", "gain", "shown"),
    [
        ("書かない窓口を、始めたい。", {"い窓": 1.0, "窓口": 3.0, "口を": 1.0, "を、": 1.0}, ["窓口"]),
        ("端末を使うことができる。", {"を使": 1.0, "でき": 3.0, "きる": 3.0, "る。": 3.0}, ["使"]),
        ("さくらまつり", {"さく": 1.0, "くら": 1.0}, ["さくら"]),
        ("佐々木さんのデータを、", {"木さ": 1.0, "ータ": 1.0, "タを": 1.0, "を、": 1.0}, ["木", "ータ"]),
    ],
)
def test_particles_and_marks_at_the_edges_are_not_marked(text: str, gain: dict[str, float], shown: list[str]) -> None:
    assert [text[p.start : p.end] for p in passages(text, [(CHARACTERS, gain)])] == shown
