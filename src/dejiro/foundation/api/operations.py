"""The decorator that every operation carries: it states the door and the scope, and keeps both."""

from collections.abc import Callable
from functools import wraps
from typing import Final, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponseBase
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback

from dejiro.foundation.api.etags import Run, with_etag
from dejiro.foundation.api.inputs import Fault, check_address, read_body
from dejiro.foundation.api.knock import Rule, door_of, knockers
from dejiro.foundation.api.problems import faulty, too_big
from dejiro.foundation.api.throttles import NobodyThrottle

F = TypeVar("F", bound=Callable[..., object])
READS: Final = frozenset({"GET"})


def operation(*, door: str, scope: str | None = None) -> Callable[[F], F]:
    """Declare who may call an operation. Stands directly under the router's decorator.

    It also gives reads an entity tag, and refuses input that no table can hold before the operation sees it.

    Args:
        door: "everyone", "signed in", "person", or roles in the acting organization such as "member, approver".
        scope: what a key needs; by default "<app>:read" for GET and "<app>:write" for everything else.

    Raises:
        ValueError: if the door names something else.
    """
    opened = door_of(door)

    def declare(function: F) -> F:
        def contribute(made: Operation) -> None:
            rule = Rule(door, opened, scope or default_scope(function, made.methods))
            declared(made, rule)

        contribute_operation_callback(function, contribute)
        return function

    return declare


def default_scope(function: Callable[..., object], methods: list[str]) -> str:
    """Return "<app>:read" or "<app>:write", after the function's module `dejiro.apps.<app>.api`, or one in it."""
    before, found, _ = function.__module__.partition(".api")
    app = before.rpartition(".")[2] if found else function.__module__.split(".")[0]
    return f"{app}:read" if READS.issuperset(methods) else f"{app}:write"


def declared(made: Operation, rule: Rule) -> None:
    """Put a rule on an operation of the framework."""
    ways = knockers(rule)
    made.auth_param = ways
    made.auth_callbacks = ways
    made.openapi_extra = {**(made.openapi_extra or {}), "x-door": rule.name, "x-scope": rule.scope}
    if rule.door.public:
        throttle = NobodyThrottle()
        made.throttle_param = [throttle]
        made.throttle_objects = [throttle]
    decorators: list[Callable[[Run], Run]] = [with_etag, with_clean_input]
    for decorate in decorators:
        made.run = decorate(made.run)  # type: ignore[method-assign]  # as ninja's own decorate_view does
    made._run_decorators = [*getattr(made, "_run_decorators", []), *decorators]  # type: ignore[attr-defined]  # noqa: SLF001  # ninja clones operations by this list


def with_clean_input(run: Run) -> Run:
    """Refuse texts and numbers that no table can hold, before anything reads them."""

    @wraps(run)
    def checked(request: HttpRequest, **parameters: object) -> HttpResponseBase:
        try:
            check_address(parameters, request.GET)
            if request.content_type == "application/json" and request.body:
                read_body(request)
        except Fault as fault:
            return faulty(request, fault)
        except RequestDataTooBig as error:
            return too_big(request, error)
        return run(request, **parameters)

    return checked
