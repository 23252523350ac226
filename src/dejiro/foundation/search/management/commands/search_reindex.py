"""`manage search_reindex`: read every document again, after the extra `ja` came or went."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from dejiro.foundation.search.services import reindex


class Command(BaseCommand):
    """Reads every document again."""

    help = "検索の索引を作り直します（拡張jaを入れたとき、外したとき）。"

    def handle(self, *_args: object, **_options: object) -> None:
        """Read again and say how many."""
        self.stdout.write(_("%(count)s件を読み直しました。") % {"count": reindex()})
