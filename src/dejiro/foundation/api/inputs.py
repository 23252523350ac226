"""What the API takes in: JSON whose texts and numbers every part of the platform can hold."""

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.parser import Parser
from pydantic import ConfigDict, Field

from dejiro.foundation.forms.texts import normalised, printable

BIGGEST: Final = 2**63 - 1
MAXIMUM_DEPTH: Final = 50
NUMBER_DIGITS: Final = 30

Id = Annotated[int, Field(ge=1, le=BIGGEST, description="The record's number.")]


class In(Schema):
    """The base of every input: a field that is not known is a mistake, and is said."""

    model_config = ConfigDict(extra="forbid")


class Fault(Exception):  # noqa: N818  # a finding about the input
    """Something in the input that no operation can take. `where` names the place, such as "body.items.3.title"."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(where, message)
        self.where = where
        self.message = message


class HouseParser(Parser):
    """Gives ninja the body that `read_body` has checked, and the fields of a form in the same way."""

    def parse_body(self, request: HttpRequest) -> Any:  # noqa: ANN401  # JSON may be anything; ninja judges it
        """Return the body's JSON, normalised."""
        return read_body(request)

    def parse_querydict(
        self, data: "MultiValueDict[str, Any]", list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """Return the fields of a form or of the address, normalised, or the files that came with them."""
        found = super().parse_querydict(data, list_fields, request)
        return {name: _clean(value, f"form.{name[:40]}", 0) for name, value in found.items()}


def read_body(request: HttpRequest) -> object:
    """Parse and check the JSON of a request.

    Raises:
        Fault: naming the first place that cannot be taken.
    """
    try:
        data = json.loads(request.body, parse_constant=_no_constant, parse_int=_whole)
    except (ValueError, RecursionError) as error:
        raise Fault("body", _("JSONとして読めません。書式を確かめてください。")) from error
    return _clean(data, "body", 0)


def check_address(parameters: Mapping[str, object], query: Mapping[str, str]) -> None:
    """Check the texts in the path and the query.

    Raises:
        Fault: naming the first one that cannot be taken.
    """
    for where, value in _texts(parameters, query):
        _text(value, where)
    for name, parameter in parameters.items():
        if isinstance(parameter, int) and abs(parameter) > BIGGEST:
            raise Fault(f"path.{name}", _("数が大きすぎます。"))


def _texts(parameters: Mapping[str, object], query: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from ((f"path.{name}", value) for name, value in parameters.items() if isinstance(value, str))
    yield from ((f"query.{name[:40]}", value) for name, value in query.items())


def _no_constant(word: str) -> float:
    raise ValueError(word)


def _whole(digits: str) -> int:
    return int(digits[:NUMBER_DIGITS])


def _clean(value: object, where: str, depth: int) -> object:
    if depth > MAXIMUM_DEPTH:
        raise Fault(where, _("入れ子が深すぎます。%(depth)d段までにしてください。") % {"depth": MAXIMUM_DEPTH})
    if isinstance(value, str):
        return _text(normalised(value), where)
    if isinstance(value, int | float) and not abs(value) <= BIGGEST:
        raise Fault(where, _("数が大きすぎます。"))
    if isinstance(value, list):
        return [_clean(item, f"{where}.{index}", depth + 1) for index, item in enumerate(value)]
    if isinstance(value, dict):
        return {_text(key, where): _clean(item, f"{where}.{key[:40]}", depth + 1) for key, item in value.items()}
    return value


def _text(text: str, where: str) -> str:
    try:
        printable(text)
    except ValidationError as error:
        raise Fault(where.encode(errors="replace").decode(), " ".join(error.messages)) from error
    return text
