"""The auditor's pages: the log, its proofs, its checkpoints, and what one needs to check them without us."""

import json
from pathlib import Path
from tempfile import TemporaryFile

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.audit import services
from dejiro.apps.audit.access import checkpoint_for_reader, entry_for_reader, keys_for_reader, reads_content
from dejiro.apps.audit.labels import actions_by_label, label_of
from dejiro.apps.audit.selectors import Row, body_names, key_periods_or_none
from dejiro.apps.commitments import public as commitments
from dejiro.cores.bundle import standalone
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to, open_to_everyone
from dejiro.foundation.forms import HouseForm, show, submit
from dejiro.foundation.ledger.bundles import write_log_bundle
from dejiro.foundation.ledger.keys import history
from dejiro.foundation.ledger.models import Checkpoint
from dejiro.foundation.ledger.selectors import entries, inclusion, log_size, view_of

PER_PAGE = 50
SHOWN = 20
AUDIT = "/audit/"


@open_to_everyone
def home(request: Request) -> HttpResponse:
    """How big the log is, what was signed, and how anybody checks it."""
    context = {
        "size": log_size(),
        "keys": key_periods_or_none(),
        "checkpoints": Checkpoint.objects.order_by("-size")[:SHOWN],
        "decisions": commitments.decided_rounds().defer("problem", "answer", "reasons")[:SHOWN],
        "is_auditor": request.actor.has(Role.AUDITOR),
        "trail": [(_("監査"), "")],
    }
    return show(request, "audit/home.html", context)


@open_to_everyone
def entry_list(request: Request) -> HttpResponse:
    """The log, newest first."""
    wanted = {name: request.GET.get(name, "").replace("\x00", "")[:80] for name in ("subject", "action")}
    page = Paginator(entries(**wanted), PER_PAGE).get_page(request.GET.get("page"))
    names = body_names(entry.organization_code for entry in page)
    context = {
        "page": page,
        "rows": [Row(entry, label_of(entry.action), names.get(entry.organization_code, "")) for entry in page],
        "actions": actions_by_label(),
        **wanted,
        "trail": [(_("監査"), AUDIT), (_("記録台帳"), "")],
    }
    return show(request, "audit/entry_list.html", context)


@open_to_everyone
def entry_detail(request: Request, index: int) -> HttpResponse:
    """One recorded act and the proof that it stands in the log."""
    entry = entry_for_reader(index)
    proof = inclusion(index)
    readable = reads_content(request.actor, entry)
    context = {
        "entry": entry,
        "label": label_of(entry.action),
        "body": body_names([entry.organization_code]).get(entry.organization_code, ""),
        "content": json.dumps(view_of(entry).data, ensure_ascii=False, indent=2) if readable else None,
        "leaf": entry.leaf if readable else "",
        "leaf_hash": bytes(entry.leaf_hash).hex(),
        "root": proof.root.hex(),
        "size": proof.size,
        "path": [node.hex() for node in proof.path],
        "trail": [(_("監査"), AUDIT), (_("記録台帳"), "/audit/entries/"), (str(index), "")],
    }
    return show(request, "audit/entry_detail.html", context)


@open_to_everyone
def key_history(request: Request) -> HttpResponse:  # noqa: ARG001  # a view
    """The public keys and their changes, for the verifier's --keys."""
    text = json.dumps(keys_for_reader(history), ensure_ascii=False, indent=1) + "\n"
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="keys.json"'
    return response


@open_to_everyone
def checkpoint_note(request: Request, size: int) -> HttpResponse:  # noqa: ARG001  # a view
    """The signed text of a checkpoint, to keep."""
    note = checkpoint_for_reader(size).note
    response = HttpResponse(note, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="dejiro-checkpoint-{size}.txt"'
    return response


@open_to_everyone
def verifier(request: Request) -> FileResponse:  # noqa: ARG001  # a view
    """The stand-alone verifier, one file for any Python."""
    path = Path(standalone.__file__)
    return FileResponse(path.open("rb"), as_attachment=True, filename="dejiro_verify.py", content_type="text/x-python")


@open_to(Role.AUDITOR)
def log_bundle(request: Request) -> FileResponse:  # noqa: ARG001  # a view
    """The whole log with its checkpoint."""
    file = TemporaryFile()  # noqa: SIM115  # the response closes it
    write_log_bundle(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename="dejiro-log.zip", content_type="application/zip")


@open_to(Role.AUDITOR)
def checkpoint_sign(request: Request) -> HttpResponse:
    """Sign the log as it stands."""
    form = HouseForm(request.POST or None)
    if response := submit(
        request,
        form,
        lambda: services.checkpoint_sign(actor=request.actor),
        to=lambda _checkpoint: AUDIT,
        done=_("チェックポイントに署名しました。"),
    ):
        return response
    trail = [(_("監査"), AUDIT), (_("チェックポイントに署名する"), "")]
    return show(request, "audit/checkpoint_sign.html", {"size": log_size(), "trail": trail}, form=form)


@open_to(Role.AUDITOR)
def log_verify(request: Request) -> HttpResponse:
    """Check every row of the log, here and now."""
    check = services.log_verify(actor=request.actor)
    trail = [(_("監査"), AUDIT), (_("台帳を検査する"), "")]
    return show(request, "audit/log_verify.html", {"check": check, "root": check.root.hex(), "trail": trail})
