"""Two people who edit the same record: the second one is told, and nothing is lost."""

from django.db import models
from django.utils.translation import gettext as _

from dejiro.foundation.errors import Conflict


def check_version(instance: models.Model, version: int | None) -> None:
    """Lock the record's row and make sure that nobody changed it since it was read.

    Call it inside the transaction of the write.

    Args:
        instance: the record in hand, with a field `version`; the caller adds one to it when it writes.
        version: the version that the person saw; None checks only that the record in hand is the newest.

    Raises:
        Conflict: if the record has another version now.
    """
    _check(
        instance,
        version,
        _(
            "入力中に、ほかの人がこの記録を更新しました。入力した内容は下に残っています。"
            "別の画面で最新の内容を確かめてください。もう一度送信すると、あなたの入力で上書きします。"
        ),
    )


def check_read(instance: models.Model, version: int | None) -> None:
    """The same for an act that types nothing: nobody publishes or agrees to a text that they have not read.

    Args:
        instance: the record in hand.
        version: the version that the person read; None checks only that the record in hand is the newest.

    Raises:
        Conflict: if the record has another version now.
    """
    _check(
        instance,
        version,
        _(
            "この画面を開いた後に、内容が変わりました。まだ何も行っていません。"
            "別の画面で最新の内容を読んでください。もう一度押すと、最新の内容に対して行います。"
        ),
    )


def _check(instance: models.Model, version: int | None, message: str) -> None:
    rows = type(instance)._base_manager.select_for_update()  # noqa: SLF001  # the documented way to any model's rows
    current = rows.filter(pk=instance.pk).values_list("version", flat=True).first()
    if current is None:
        raise Conflict(_("この記録は、入力中に削除されました。一覧から開き直してください。"), code="gone")
    if current != getattr(instance, "version", None) or version not in {None, current}:
        raise Conflict(message, current=current)
