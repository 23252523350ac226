"""The API as a whole: its addresses, its OpenAPI document, and a reference page without a script."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import get_language
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api.inputs import HouseParser
from dejiro.foundation.api.knock import EVERYONE
from dejiro.foundation.api.problems import MEDIA_TYPE, Problem, install
from dejiro.foundation.doors import open_to_everyone

REFUSALS: Final[Mapping[str, str]] = {
    "400": "The request cannot be read.",
    "401": "No key and no session, or a key that does not hold.",
    "403": "The role or the key's scope does not allow it.",
    "404": "Not there, or not for this caller.",
    "409": "Somebody else changed the record.",
    "412": "If-Match names another version than the record has.",
    "413": "The body is too large.",
    "422": "A field or a business rule refuses it; the document says which and how to mend it.",
    "429": "Too many reads without a key.",
}


class HouseRenderer(JSONRenderer):
    """Writes Japanese as it is."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


class HouseAPI(NinjaAPI):
    """A NinjaAPI with the house's parser, problems, document and reference page."""

    def __init__(self, *, reference_template: str, title: str, version: str, description: str) -> None:
        super().__init__(
            title=title,
            version=version,
            description=description,
            urls_namespace="api",
            openapi_url=None,
            docs_url=None,
            parser=HouseParser(),
            renderer=HouseRenderer(),
        )
        self.reference_template = reference_template
        self.schemas: dict[str | None, OpenAPISchema] = {}
        install(self)

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the function's name, which is unique because services and selectors are named after their entity."""
        return operation.view_func.__name__

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the OpenAPI 3.1 document, with the refusals of every operation."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema["components"]["schemas"]["Problem"] = Problem.model_json_schema(
            ref_template="#/components/schemas/{model}"
        )
        defined = schema["components"]["schemas"]["Problem"].pop("$defs")
        schema["components"]["schemas"].update(defined)
        for _method, _path, operation in operations_of(schema):
            complete(operation)
        return schema

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        own = [
            path("", open_to_everyone(self.home), name="api-root"),
            path("openapi.json", open_to_everyone(self.document), name="openapi-json"),
            path("docs/", open_to_everyone(self.reference), name="reference"),
        ]
        return [*own, *(url for bound in self._get_bound_routers() for url in bound.urls_paths(bound.prefix))]

    def home(self, request: Request) -> HttpResponse:  # noqa: ARG002  # a view
        """Lead to the reference page."""
        return redirect("api:reference")

    def described(self) -> OpenAPISchema:
        """Return the document in the language in force, to be read only; made once, as it costs a hundred pages."""
        language = get_language()
        if language not in self.schemas:
            self.schemas[language] = self.get_openapi_schema()
        return self.schemas[language]

    def document(self, request: Request) -> HttpResponse:  # noqa: ARG002  # a view
        """Answer with the OpenAPI document."""
        return JsonResponse(self.described(), json_dumps_params={"ensure_ascii": False})

    def reference(self, request: Request) -> HttpResponse:
        """Show every operation, its door, its parameters and its answers."""
        schema = self.described()
        rows = [
            {**entry, "method": method.upper(), "path": where, "door": entry["x-door"], "scope": entry["x-scope"]}
            for method, where, entry in operations_of(schema)
        ]
        context = {"api": self, "operations": rows}
        return render(request, self.reference_template, context)


def operations_of(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield method, path and entry of each operation of an OpenAPI document, in its order."""
    for where, methods in schema["paths"].items():
        for method, entry in methods.items():
            yield method, where, entry


def complete(entry: dict[str, Any]) -> None:
    """Add what the framework does not know: that everyone may call, and how refusals look."""
    if entry.get("x-door") == EVERYONE:
        entry["security"] = [*entry.get("security", []), {}]
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, description in REFUSALS.items():
        entry["responses"].setdefault(status, {"description": description, "content": content})
