"""One value, one text: the JSON form that is hashed.

The rules: UTF-8; keys are text, sorted by code point; no space between tokens; text is escaped only where JSON
demands it; whole numbers within ±(2**53 - 1), which every JSON reader keeps exactly; no fractions (write them as
text), no NaN; nothing nested deeper than 64.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final, NoReturn, TypeAlias

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"

GREATEST: Final = 2**53 - 1
DEEPEST: Final = 64
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


class NotCanonical(ValueError):  # noqa: N818  # a value is or is not canonical; nothing went wrong in the program
    """The value has no canonical form, or the text is not the canonical form of its value; the message says where."""


def canonical(value: Json) -> bytes:
    """Return the one text of a JSON value.

    Raises:
        NotCanonical: for a fraction, a number out of range, a key that is not text, text that UTF-8 cannot carry,
            nesting that is too deep, or an object JSON does not know.

    >>> canonical({"単価": 3000, "団体": ["133086", None, True]}).decode()
    '{"単価":3000,"団体":["133086",null,true]}'
    """
    try:
        return _ENCODER.encode(_plain(value, "$", 0)).encode()
    except UnicodeEncodeError as error:
        raise NotCanonical(
            "$: UTF-8で表せない文字（対になっていないサロゲート）があります。取り除いてください。"
        ) from error


def parse(text: bytes) -> Json:
    """Return the value of a canonical text.

    Raises:
        NotCanonical: if the text is not JSON, or not the canonical form of its own value.

    >>> parse(b'{"a":1}')
    {'a': 1}
    """
    value = parse_loosely(text)
    if canonical(value) != text:
        raise NotCanonical("$: 正準形のJSONではありません（鍵の順序、空白、エスケープを確かめてください）。")
    return value


def parse_loosely(text: bytes) -> Json:
    """Return the value of a JSON text that need not be canonical, under the same limits on what it may hold.

    Raises:
        NotCanonical: if it is not JSON in UTF-8, holds a fraction or NaN, or names a key twice.
    """
    try:
        value: Json = json.loads(
            text.decode(),
            object_pairs_hook=_once,
            parse_float=_no_fraction,
            parse_constant=_no_fraction,
            parse_int=_whole,
        )
    except NotCanonical:
        raise
    except (ValueError, RecursionError) as error:
        raise NotCanonical(f"$: UTF-8のJSONとして読めません（{error}）。") from error
    _plain(value, "$", 0)
    return value


def _plain(value: Json, path: str, depth: int) -> Json:
    """Return the value in the types that json writes, or say what does not belong and where."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        if -GREATEST <= value <= GREATEST:
            return value
        raise NotCanonical(f"{path}: 整数は±(2^53-1)の範囲で書いてください。")
    if depth == DEEPEST:
        raise NotCanonical(f"{path}: 入れ子は{DEEPEST}段までです。")
    if isinstance(value, (dict, Mapping)):  # dict first: it is asked much faster
        return {_key(key, path): _plain(item, f"{path}.{key}", depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item, f"{path}[{place}]", depth + 1) for place, item in enumerate(value)]
    raise NotCanonical(
        f"{path}: {type(value).__name__}は記録できません。整数、文字列、真偽、null、配列、連想配列で書いてください。"
    )


def _key(key: object, path: str) -> str:
    if isinstance(key, str):
        return key
    raise NotCanonical(f"{path}: 鍵は文字列にしてください（{key!r}）。")


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotCanonical("$: 同じ鍵が二度書かれています。")
    return found


def _no_fraction(text: str) -> NoReturn:
    raise NotCanonical(f"$: {text} は使えません。小数は文字列で書いてください。")


def _whole(text: str) -> int:
    if len(text) > len(str(-GREATEST)):
        raise NotCanonical("$: 整数は±(2^53-1)の範囲で書いてください。")
    return int(text)
