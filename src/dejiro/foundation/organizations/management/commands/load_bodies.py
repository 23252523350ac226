from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from dejiro.foundation.errors import Refusal
from dejiro.foundation.ledger.services import Platform
from dejiro.foundation.organizations.changes import BodyChange, Changes
from dejiro.foundation.organizations.services import bodies_load


class Command(BaseCommand):
    """Shows each change and makes it, or with --dry-run only shows it."""

    help = "Load the prefectures and municipalities from the project's table or a newer one, and show what changed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare --file, --area and --dry-run."""
        parser.add_argument(
            "--file", type=Path, help="CSV in UTF-8 with the columns of the project's municipalities.csv"
        )
        parser.add_argument(
            "--area", action="append", help="six-digit code of a prefecture; may be given more than once"
        )
        parser.add_argument("--dry-run", action="store_true", help="show the changes, write nothing")

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002  # Django's signature
        """Run the load."""
        path, areas = options["file"], options["area"]
        try:
            changes = bodies_load(
                actor=Platform(),
                path=path if isinstance(path, Path) else None,
                areas=areas if isinstance(areas, list) else None,
                rehearse=bool(options["dry_run"]),
            )
        except (Refusal, OSError) as error:
            raise CommandError(str(error)) from error
        self._show(changes)
        if options["dry_run"]:
            self.stdout.write(_("試行のため、何も書き込んでいません。"))

    def _show(self, changes: Changes) -> None:
        whole = changes.first_areas
        self._lines(_("追加"), [f"{row.code} {row.name}" for row in changes.added if row.area_code not in whole])
        self._lines(_("名称の変更"), [_told(change) for change in changes.renamed])
        self._lines(_("数値の変更"), [_told(change) for change in changes.figures])
        self._lines(_("廃止"), [f"{body.code} {body.name}" for body in changes.closed])
        self.stdout.write(
            _("追加%(added)d 名称の変更%(renamed)d 数値の変更%(figures)d 廃止%(closed)d 変更なし%(unchanged)d")
            % changes.counts()
        )

    def _lines(self, label: str, lines: list[str]) -> None:
        for line in lines:
            self.stdout.write(f"{label}: {line}")


def _told(change: BodyChange) -> str:
    differences = "; ".join(f"{name}: {before} -> {after}" for name, before, after in change.differences)
    return f"{change.code} {change.name}（{differences}）"
