"""Entity tags: a read that has not changed costs no body, and a write says which version it saw.

The tag of a record with a `version` is "v<version>-<hash>"; of anything else "<hash>".

Source: RFC 9110, sections 8.8.3 and 13.1.
"""

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from dejiro.foundation.api.problems import PreconditionFailed

VERSION: Final = re.compile(r'"v([1-9][0-9]{0,17})-[0-9a-f]{32}"')
Run = Callable[..., HttpResponseBase]


def with_etag(run: Run) -> Run:
    """Have a read answer with its entity tag, and with 304 to a caller who has it already."""

    @wraps(run)
    def tagged(request: HttpRequest, **parameters: object) -> HttpResponseBase:
        response = run(request, **parameters)
        if request.method != "GET" or not isinstance(response, HttpResponse) or response.status_code != HTTPStatus.OK:
            return response
        return _tag(request, response)

    return tagged


def _tag(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    etag = etag_of(response.content)
    seen = [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))]
    if etag in seen or seen == ["*"]:
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
        del response["Content-Type"]
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Language", "Authorization", "Cookie"])
    return response


def etag_of(content: bytes) -> str:
    """Return the entity tag of a response's JSON."""
    digest = hashlib.sha256(content).hexdigest()[:32]
    data = json.loads(content) if content.startswith(b"{") else None
    version = data.get("version") if isinstance(data, dict) else None
    return f'"v{version}-{digest}"' if isinstance(version, int) else f'"{digest}"'


def seen_version(request: HttpRequest) -> int | None:
    """Return the version that the caller says it saw with If-Match; None when it says nothing.

    Raises:
        PreconditionFailed: if the header holds no entity tag of a record.
    """
    header = request.headers.get("If-Match", "*").strip()
    if header == "*":
        return None
    found = VERSION.fullmatch(header)
    if found is None:
        raise PreconditionFailed(
            _("If-Matchには、その記録を読んだときのETagをそのまま書いてください。"), code="unknown_etag"
        )
    return int(found.group(1))
