"""Every refusal of the API as one kind of document.

Source: RFC 9457, Problem Details for HTTP APIs.
"""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import DataError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from dejiro.foundation.api.inputs import Fault
from dejiro.foundation.errors import Conflict, NotYours, Refusal
from dejiro.foundation.exchange import TableFault

MEDIA_TYPE: Final = "application/problem+json"
BODY_PARAMETER: Final = "data"
TITLES: Final[Mapping[int, Promise]] = {
    HTTPStatus.BAD_REQUEST: gettext_lazy("要求を読めません"),
    HTTPStatus.UNAUTHORIZED: gettext_lazy("ログインが必要です"),
    HTTPStatus.FORBIDDEN: gettext_lazy("権限がありません"),
    HTTPStatus.NOT_FOUND: gettext_lazy("見つかりません"),
    HTTPStatus.CONFLICT: gettext_lazy("ほかの人が先に更新しました"),
    HTTPStatus.PRECONDITION_FAILED: gettext_lazy("ほかの人が先に更新しました"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: gettext_lazy("要求が大きすぎます"),
    HTTPStatus.UNPROCESSABLE_ENTITY: gettext_lazy("受け付けられません"),
    HTTPStatus.TOO_MANY_REQUESTS: gettext_lazy("要求が多すぎます"),
}
WORDS: Final[Mapping[str, Promise]] = {
    "missing": gettext_lazy("必須です。"),
    "extra_forbidden": gettext_lazy("この項目はありません。綴りを確かめてください。"),
    "string_type": gettext_lazy("文字列で書いてください。"),
    "string_too_long": gettext_lazy("長すぎます。"),
    "string_too_short": gettext_lazy("短すぎます。"),
    "int_type": gettext_lazy("整数で書いてください。"),
    "int_parsing": gettext_lazy("整数で書いてください。"),
    "int_parsing_size": gettext_lazy("数が大きすぎます。"),
    "int_from_float": gettext_lazy("整数で書いてください。"),
    "bool_parsing": gettext_lazy("trueかfalseで書いてください。"),
    "greater_than_equal": gettext_lazy("小さすぎます。"),
    "less_than_equal": gettext_lazy("大きすぎます。"),
    "enum": gettext_lazy("選べる値のどれかにしてください。"),
    "literal_error": gettext_lazy("選べる値のどれかにしてください。"),
    "list_type": gettext_lazy("配列で書いてください。"),
}


class FieldProblem(Schema):
    """One field at fault; in a table the row of the sheet, counted from 1, and the heading of the column."""

    field: str
    message: str
    row: int | None = None
    column: str = ""


class Problem(Schema):
    """Why a request was refused; `code` is for programs, `detail` for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem] = []


class PreconditionFailed(Refusal):
    """The If-Match header names a version that the record does not have."""


def problem(status: HTTPStatus, detail: str, *, code: str, errors: Sequence[FieldProblem] = ()) -> JsonResponse:
    """Return a problem document.

    Args:
        status: of the response.
        detail: a sentence for a person.
        code: a word for a program; it ends the `type` too.
        errors: the fields at fault.
    """
    title = str(TITLES.get(status, status.phrase))
    document = {"type": f"urn:dejiro:problem:{code}", "title": title, "status": status, "detail": detail, "code": code}
    fields = [error.model_dump(exclude_unset=True) for error in errors]
    options = {"ensure_ascii": False}
    return JsonResponse(
        {**document, "errors": fields}, status=status, content_type=MEDIA_TYPE, json_dumps_params=options
    )


def install(api: NinjaAPI) -> None:
    """Have the API answer every refusal with a problem document."""
    for kind, answer in ANSWERS.items():
        api.add_exception_handler(kind, answer)


def refused(request: HttpRequest, error: Refusal) -> JsonResponse:
    """Answer a service's refusal."""
    errors = [FieldProblem(field=error.field, message=error.message)] if error.field else []
    return problem(_refusal_status(request, error), error.message, code=error.code, errors=errors)


def table_refused(_request: HttpRequest, error: TableFault) -> JsonResponse:
    """Answer a table at fault, cell by cell."""
    field = error.field or "file"
    errors = [
        FieldProblem(field=field, message=fault.message, row=fault.row or None, column=fault.column)
        for fault in error.faults
    ]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, error.message, code=error.code, errors=errors)


def _refusal_status(request: HttpRequest, error: Refusal) -> HTTPStatus:
    if isinstance(error, PreconditionFailed) or (isinstance(error, Conflict) and "If-Match" in request.headers):
        return HTTPStatus.PRECONDITION_FAILED
    if isinstance(error, Conflict):
        return HTTPStatus.CONFLICT
    return HTTPStatus.FORBIDDEN if isinstance(error, NotYours) else HTTPStatus.UNPROCESSABLE_ENTITY


def not_found(_request: HttpRequest, _error: Http404) -> JsonResponse:
    """Answer for a record that is not there, or not for this caller."""
    return problem(HTTPStatus.NOT_FOUND, _("その記録はないか、あなたには公開されていません。"), code="not_found")


def forbidden(_request: HttpRequest, error: PermissionDenied) -> JsonResponse:
    """Answer where a door stays shut."""
    return problem(HTTPStatus.FORBIDDEN, str(error) or _("この操作をする権限がありません。"), code="forbidden")


def unauthorized(_request: HttpRequest, error: AuthenticationError) -> JsonResponse:
    """Answer a caller that nobody knows."""
    response = problem(HTTPStatus.UNAUTHORIZED, error.message, code="unauthorized")
    response["WWW-Authenticate"] = 'Bearer realm="dejiro"'
    return response


def http_error(_request: HttpRequest, error: HttpError) -> JsonResponse:
    """Answer what the framework refuses."""
    status = HTTPStatus(error.status_code)
    code = status.phrase.lower().replace(" ", "_")
    if status is HTTPStatus.TOO_MANY_REQUESTS:
        return problem(status, _("しばらく待ってから、もう一度送ってください。"), code=code)
    if isinstance(error.__cause__, Fault):
        return faulty(_request, error.__cause__)
    return problem(status, error.message, code=code)


def invalid(_request: HttpRequest, error: ValidationError) -> JsonResponse:
    """Answer input that does not fit the schema."""
    errors = [FieldProblem(field=_place(item["loc"]), message=_word(item)) for item in error.errors]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, _summary(errors), code="invalid", errors=errors)


def _place(location: Sequence[object]) -> str:
    # ninja puts the name of the operation's body parameter between "body" and the field; callers do not know it.
    kept = [
        part for index, part in enumerate(location) if not (index == 1 and location[0] == "body" and part == "data")
    ]
    return ".".join(str(part)[:40] for part in kept).encode(errors="replace").decode()


def _word(item: Mapping[str, object]) -> str:
    kind = str(item["type"])
    return str(WORDS[kind]) if kind in WORDS else _("値が正しくありません（%(kind)s）。") % {"kind": kind}


def _summary(errors: Sequence[FieldProblem]) -> str:
    return " ".join(f"{error.field}: {error.message}" for error in errors[:3])


def django_invalid(_request: HttpRequest, error: DjangoValidationError) -> JsonResponse:
    """Answer what a model or a form field refuses."""
    found = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    errors = [FieldProblem(field=field, message=message) for field, messages in found.items() for message in messages]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, " ".join(error.messages), code="invalid", errors=errors)


def faulty(_request: HttpRequest, error: Fault) -> JsonResponse:
    """Answer input that no operation can take."""
    errors = [FieldProblem(field=error.where, message=error.message)]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, _summary(errors), code="invalid", errors=errors)


def too_big(_request: HttpRequest, _error: RequestDataTooBig) -> JsonResponse:
    """Answer a body beyond the limit."""
    return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("要求の本文を小さくしてください。"), code="too_large")


def out_of_range(_request: HttpRequest, _error: Exception) -> JsonResponse:
    """Answer a value that the database cannot hold."""
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, _("値が大きすぎます。"), code="out_of_range")


ANSWERS: Final[Mapping[type[Exception], Callable[[HttpRequest, Any], JsonResponse]]] = {
    TableFault: table_refused,
    Refusal: refused,
    Http404: not_found,
    PermissionDenied: forbidden,
    AuthenticationError: unauthorized,
    HttpError: http_error,
    ValidationError: invalid,
    DjangoValidationError: django_invalid,
    Fault: faulty,
    RequestDataTooBig: too_big,
    OverflowError: out_of_range,
    DataError: out_of_range,
}
