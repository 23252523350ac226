"""What became of a need, told from the log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.needs.models import Need
from dejiro.foundation.ledger.selectors import EntryView, history
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.organizations.models import Organization

# What everyone may know. Acts that are not listed, such as a statement waiting for approval, stay out of the timeline.
TOLD: Final[Mapping[str, str | Promise]] = {
    "needs.need.create": gettext_lazy("課題を作りました。"),
    "needs.need.merge_voices": gettext_lazy("声を%(voices)d件、課題に加えました。"),
    "needs.need.split": gettext_lazy("声を%(voices)d件、別の課題に分けました。"),
    "needs.need.join": gettext_lazy("ほかの課題に統合しました。"),
    "needs.need.merge_need": gettext_lazy("ほかの課題を統合しました。"),
    "needs.need.unlink_voices": gettext_lazy("声を%(voices)d件、課題から外しました。"),
    "needs.triage.undo": gettext_lazy("整理を取り消しました。"),
    "needs.need.update": gettext_lazy("課題の説明を変えました。"),
    "needs.need.status": gettext_lazy("状態が変わりました：%(status)s"),
    "needs.need.close": gettext_lazy("課題を終了しました。"),
    "needs.need.reopen": gettext_lazy("課題を再開しました。"),
    "needs.need.link": gettext_lazy("関連する課題を加えました。"),
    "needs.need.unlink": gettext_lazy("関連する課題を外しました。"),
    "needs.statement.approve": gettext_lazy("団体の見解が公開されました。"),
    "needs.solution.add": gettext_lazy("解決例が加わりました。"),
    "needs.solution.update": gettext_lazy("解決例が直されました。"),
    "needs.solution.remove": gettext_lazy("解決例が取り下げられました。"),
}


@dataclass(frozen=True)
class Event:
    """One step of a need's way; `index` is its number in the log."""

    at: datetime
    text: str
    organization: str
    index: int


def timeline(need: Need) -> list[Event]:
    """Return the steps of a need that everyone may know, oldest first; two queries."""
    entries = [entry for entry in history(subject_of(need)) if entry.action in TOLD]
    codes = {entry.organization_code for entry in entries}
    names = dict(Organization.objects.filter(code__in=codes, valid_to=None).values_list("code", "name"))
    return [_event(entry, names) for entry in entries]


def _event(entry: EntryView, names: Mapping[str, str]) -> Event:
    voices = entry.data.get("voices")
    facts = {
        "voices": len(voices) if isinstance(voices, list) else 0,
        "status": _status(entry.data.get("to")),
    }
    return Event(
        entry.at, str(TOLD[entry.action]) % facts, names.get(entry.organization_code, _("事務局")), entry.index
    )


def _status(value: object) -> str:
    return str(Need.Status(value).label) if value in Need.Status.values else ""
