"""From a posted form to the page of its result."""

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.errors import Conflict, Refusal
from dejiro.foundation.forms.house import HouseForm
from dejiro.foundation.submissions.services import Outcome, once

T = TypeVar("T")


def submit(
    request: Request, form: HouseForm, act: Callable[[], T], *, to: Callable[[T], str] | str, done: str | Promise
) -> HttpResponseRedirect | None:
    """Do what a valid posted form asks, once, in one transaction, and lead its sender to the result.

    The same form sent again leads to the first result and does nothing; sent again with other content it is shown again
    with a word of warning. A refusal by the service becomes an error of the form.

    Returns:
        The redirect, or None when the form is to be shown (again); everything typed is still in it.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        outcome = once(
            act, key=form.cleaned_data.get("submission"), user=request.actor.user, digest=digest_of(request), to=to
        )
    except Refusal as refusal:
        _tell(form, refusal)
        return None
    if not outcome.same:
        _warn(form)
        return None
    _thank(request, outcome, str(done))
    return HttpResponseRedirect(outcome.url)


def show(
    request: Request, template: str, context: Mapping[str, object], *, form: forms.BaseForm | None = None
) -> HttpResponse:
    """Render a page; with 422 when its form was sent and refused."""
    refused = form is not None and form.is_bound and bool(form.errors)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, template, {"form": form, **context} if form is not None else dict(context), status=status)


def digest_of(request: Request) -> str:
    """Return the hash of what was posted, apart from the tokens that differ between two sendings of the same form."""
    fields = {
        name: request.POST.getlist(name) for name in request.POST if name not in {"csrfmiddlewaretoken", "submission"}
    }
    files = {name: [(file.name, file.size) for file in request.FILES.getlist(name)] for name in request.FILES}
    return hashlib.sha256(json.dumps([fields, files], sort_keys=True).encode()).hexdigest()


def _tell(form: HouseForm, refusal: Refusal) -> None:
    form.add_error(
        refusal.field if refusal.field in form.fields else None, forms.ValidationError(refusal.message, refusal.code)
    )
    if isinstance(refusal, Conflict) and refusal.current is not None:
        # The sender has been told; sending the form again now means to overwrite the other's change.
        form.put("version", refusal.current)


def _warn(form: HouseForm) -> None:
    message = _(
        "この画面からは、すでに一度送信しています。変えた内容はまだ登録していません。もう一度送信すると、新しい内容として登録します。"
    )
    form.add_error(None, forms.ValidationError(message, "sent_before"))
    form.put("submission", uuid.uuid4())


def _thank(request: Request, outcome: Outcome, done: str) -> None:
    if outcome.first:
        messages.success(request, done)
    else:
        messages.info(request, _("この内容は、すでに受け付けています。二重には登録していません。"))
