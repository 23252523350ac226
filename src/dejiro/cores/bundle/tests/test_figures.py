"""A figure is named, of a known kind, and known by its digests."""

import pytest

from dejiro.cores.bundle.figures import Figure, digest, recorded_digests
from dejiro.cores.merkle.canonical import NotCanonical


def test_a_figure_is_recorded_by_the_digests_of_its_problem_and_answer() -> None:
    figure = Figure("decision-1", "coalition", {"b": 1, "a": 2}, [])
    assert figure.digests() == {"problem_digest": digest({"a": 2, "b": 1}), "answer_digest": digest([])}
    assert figure.to_json() == {"name": "decision-1", "kind": "coalition", "problem": {"b": 1, "a": 2}, "answer": []}


@pytest.mark.parametrize("name", ["", "A", "../x", "a.json", "決定", "-a", "a" * 65])
def test_a_name_that_cannot_be_a_file_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="図の名前"):
        Figure(name, "effect", [], {})


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="図の種類"):
        Figure("a", "award", [], {})


def test_a_figure_holds_no_float() -> None:
    with pytest.raises(NotCanonical, match="float"):
        Figure("a", "effect", [], {"mean": 1.5})  # type: ignore[dict-item]


def test_recorded_digests_are_found_in_pairs_at_any_depth() -> None:
    pair = {"problem_digest": "p", "answer_digest": "a"}
    assert list(recorded_digests({"status": "decided", **pair, "x": [{"y": pair}, 1]})) == [("p", "a"), ("p", "a")]
    assert list(recorded_digests({"problem_digest": "p", "x": {"answer_digest": "a"}, "z": "p"})) == []
    assert list(recorded_digests({"problem_digest": 1, "answer_digest": "a"})) == []
