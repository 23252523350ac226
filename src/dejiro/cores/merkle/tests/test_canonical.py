"""A value has one text, and what has none is refused with the place where it went wrong."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dejiro.cores.merkle.canonical import DEEPEST, GREATEST, Json, NotCanonical, canonical, parse, parse_loosely

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-GREATEST, GREATEST) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_a_value_comes_back_from_its_text(value: Json) -> None:
    assert parse(canonical(value)) == value


@given(st.dictionaries(texts, st.integers(0, 9), min_size=2, max_size=6))
def test_the_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)


def test_keys_are_sorted_by_code_point_and_text_is_kept() -> None:
    assert canonical({"𠮷": 1, "｡": 2, "b": "髙\n\u2028"}).decode() == '{"b":"髙\\n\u2028","｡":2,"𠮷":1}'


def test_a_canonical_text_never_holds_a_line_end() -> None:
    assert b"\n" not in canonical({"a\n": "b\r\n"})


def nested(depth: int) -> Json:
    value: Json = 0
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (1.5, r"\$: floatは記録できません"),
        ({"a": [0, {"b": math.nan}]}, r"\$\.a\[1\]\.b: float"),
        (2**53, r"整数は"),
        ({"a": -(2**53)}, r"\$\.a: 整数は"),
        ({1: "a"}, r"\$: 鍵は文字列に"),
        ("\ud800", "サロゲート"),
        (b"bytes", "bytesは記録できません"),
        (nested(DEEPEST + 1), "入れ子は64段まで"),
    ],
)
def test_what_has_no_canonical_form_is_refused(value: Json, message: str) -> None:
    with pytest.raises(NotCanonical, match=message):
        canonical(value)


def test_the_deepest_nesting_is_kept() -> None:
    assert canonical(nested(DEEPEST)).startswith(b"[" * DEEPEST)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b'{"a":1 }', "正準形"),
        (b'{"b":1,"a":2}', "正準形"),
        (b'"\\u3042"', "正準形"),
        (b"-0", "正準形"),
        (b'{"a":1,"a":1}', "二度"),
        (b"1.0", "小数は文字列で"),
        (b"1e3", "小数は文字列で"),
        (b"NaN", "NaN は使えません"),
        (b"9" * 5000, "整数は"),
        (b"9007199254740992", "整数は"),
        (b"\xff", "UTF-8のJSONとして読めません"),
        (b"{", "UTF-8のJSONとして読めません"),
        (b"[" * 100_000, "UTF-8のJSONとして読めません"),
    ],
)
def test_a_text_that_is_not_canonical_is_refused(text: bytes, message: str) -> None:
    with pytest.raises(NotCanonical, match=message):
        parse(text)


def test_a_loose_text_may_be_written_for_people() -> None:
    assert parse_loosely(b'{\n "b": 1,\n "a": "\\u3042" }') == {"b": 1, "a": "あ"}
