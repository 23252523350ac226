import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dejiro.cores.textmatch import CHARACTERS, Document, Field, Index
from dejiro.cores.textmatch.reading import Token
from dejiro.cores.textmatch.text import fold


def _by_comma(text: str) -> list[Token]:
    tokens, start = [], 0
    for word in text.split(","):
        tokens += [Token(f"w:{word}", start, start + len(word))] if word else []
        start += len(word) + 1
    return tokens


COMMAS = Field("words", 2, _by_comma, lambda text: [token.term for token in _by_comma(text)])
TEXT = st.text(alphabet="端末購入,の ", max_size=12)
COLLECTION = st.dictionaries(st.sampled_from("abcdefgh"), TEXT, max_size=8)
BOTH = (COMMAS, CHARACTERS)


def naive(query: str, texts: dict[str, str]) -> dict[str, float]:
    """Evaluate the formula as it is written, document by document."""
    return {key: score for key in texts if (score := _score(query, texts[key], list(texts.values()))) > 0}


def _score(query: str, text: str, texts: list[str]) -> float:
    total, weights = 0.0, 0
    for field in BOTH:
        documents = [Counter(field.terms(fold(other))) for other in texts]
        asked = Counter(field.terms(fold(query)))
        length = sum(document.total() for document in documents)
        if asked and length:
            weights += field.weight
            found = Counter(field.terms(fold(text)))
            total += field.weight * _s(asked, found, documents) / _s(asked, asked, documents)
    return total / weights if weights else 0.0


def _s(asked: Counter[str], found: Counter[str], documents: list[Counter[str]]) -> float:
    n, average = len(documents), sum(document.total() for document in documents) / len(documents)
    result = 0.0
    for term in asked:
        df = sum(term in document for document in documents)
        idf = math.log(1 + (n - df + 0.5) / (df + 0.5))
        result += idf * found[term] * 2.2 / (found[term] + 1.2 * (1 - 0.75 + 0.75 * found.total() / average))
    return result


def index_of(texts: dict[str, str]) -> Index:
    return Index([Document(key, text) for key, text in texts.items()], fields=BOTH)


@given(COLLECTION, TEXT)
def test_scores_equal_a_direct_evaluation_of_the_formula(texts: dict[str, str], query: str) -> None:
    expected = naive(query, texts)
    hits = index_of(texts).search(query, limit=100)
    assert {hit.key: hit.score for hit in hits} == pytest.approx(expected, rel=1e-12)
    assert hits == sorted(hits, key=lambda hit: (-hit.score, hit.key))


@given(COLLECTION, st.lists(st.tuples(st.sampled_from("abcdefgh"), st.none() | TEXT)), TEXT)
def test_the_order_of_changes_makes_no_difference(
    texts: dict[str, str], changes: list[tuple[str, str | None]], query: str
) -> None:
    index, state = index_of(texts), dict(texts)
    for key, text in changes:
        if text is None and key in state:
            index.remove(key)
            del state[key]
        elif text is not None:
            (index.update if key in state else index.add)(Document(key, text))
            state[key] = text
    fresh = index_of({key: state[key] for key in sorted(state, reverse=True)})
    assert len(index) == len(state)
    assert index.search(query, limit=100) == fresh.search(query, limit=100)


@given(COLLECTION, TEXT, st.integers(0, 4), st.floats(0, 1))
def test_limit_and_minimum_cut_the_full_list(texts: dict[str, str], query: str, limit: int, minimum: float) -> None:
    index = index_of(texts)
    full = [hit for hit in index.search(query, limit=100) if hit.score >= minimum]
    assert index.search(query, limit=limit, minimum=minimum) == full[:limit]


def test_of_many_that_are_alike_the_best_are_kept_in_order() -> None:
    index = index_of({"a": "防災無線の更新", "b": "防災無線の更新と保守", "c": "防災無線", "d": "税の収納"})

    full = index.search("防災無線の更新", limit=100)

    assert len(full) == 3
    assert index.search("防災無線の更新", limit=2) == full[:2]


@given(COLLECTION.filter(bool), TEXT)
def test_passages_lie_in_the_document_and_do_not_touch(texts: dict[str, str], query: str) -> None:
    for hit in index_of(texts).search(query, limit=100):
        reach = -1
        for passage in hit.passages:
            assert reach < passage.start < passage.end <= len(texts[hit.key])
            reach = passage.end
        assert hit.passages


def test_an_equal_text_scores_one() -> None:
    index = index_of({"a": "端末の購入", "b": "公印"})
    assert index.search("端末の購入")[0].score == pytest.approx(1)


def test_similar_documents_leave_out_the_document_itself() -> None:
    index = index_of({"a": "端末の購入", "b": "端末の更新", "c": "公印"})
    assert [hit.key for hit in index.similar("a")] == ["b"]


def test_a_taken_key_is_refused() -> None:
    index = index_of({"a": "端末"})
    with pytest.raises(ValueError, match="識別子「a」の文書はすでにあります"):
        index.add(Document("a", "購入"))


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(KeyError):
        index_of({}).update(Document("a", "端末"))


def test_an_empty_key_is_refused() -> None:
    with pytest.raises(ValueError, match="識別子"):
        Document("", "端末")


def test_membership_of_the_index() -> None:
    index = index_of({"a": "端末"})
    assert "a" in index
    assert "b" not in index


def test_nothing_is_found_in_an_empty_collection() -> None:
    assert index_of({}).search("端末") == []
