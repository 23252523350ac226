"""`files_sweep`: take away bytes that no attachment names. Run it once a day."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from dejiro.foundation.files.services import sweep


class Command(BaseCommand):
    """Takes away what abandoned transactions left behind."""

    help = "どの添付からも使われていないファイルを取り除きます（1日1回）。"

    def handle(self, *_args: object, **_options: object) -> None:
        """Sweep and say how many."""
        self.stdout.write(_("%(count)s個のファイルを取り除きました。") % {"count": sweep()})
