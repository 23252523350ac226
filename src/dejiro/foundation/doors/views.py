"""Pages of the doors: a form that was interrupted by an expired login."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.doors.guards import open_to_signed_in
from dejiro.foundation.doors.resume import kept_form, let_go


@open_to_signed_in
def resume(request: Request, key: str) -> HttpResponse:
    """Show what was typed before the login expired, with a button that sends it; posted here, let it go."""
    kept = kept_form(request, key)
    if kept is None:
        messages.warning(request, _("入力した内容は、もう残っていません。もう一度入力してください。"))
        return redirect("/")
    if request.method == "POST":
        let_go(request, key)
        messages.info(request, _("入力した内容を消しました。"))
        return redirect("/")
    return render(request, "doors/resume.html", {"kept": kept})
