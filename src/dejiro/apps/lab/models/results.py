"""What the votes of a conversation say, as it was last computed."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from dejiro.apps.lab.models.conversations import Conversation


class Result(models.Model):
    """The latest result. `document` is public: it holds no position of a single person and no group under five.
    Anybody can compute it anew from the published votes. `apart` is what would change without a day or a cohort; that
    needs times and invitations, which never leave the platform.
    `routing` is what the choice of the next statement needs; it holds nothing about anybody either.

    `last_vote` is the number of the newest vote in it; `asked_at` is when a computation was last asked for or begun,
    `waiting` whether it has not begun yet.
    """

    conversation = models.OneToOneField(
        Conversation, models.CASCADE, primary_key=True, related_name="result", verbose_name=_("対話")
    )
    document = models.JSONField(_("結果"), null=True, blank=True)
    apart = models.JSONField(_("一部を除いた結果"), null=True, blank=True)
    routing = models.JSONField(_("次の意見の選び方"), null=True, blank=True)
    last_vote = models.BigIntegerField(_("最後の投票"), default=0)
    computed_at = models.DateTimeField(_("計算日時"), null=True, blank=True)
    asked_at = models.DateTimeField(_("計算を頼んだ日時"), null=True, blank=True)
    waiting = models.BooleanField(_("計算待ち"), default=False)
    published_at = models.DateTimeField(_("確定日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("対話の結果")
        verbose_name_plural = _("対話の結果")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(document=None, computed_at=None)
                | models.Q(document__isnull=False, computed_at__isnull=False),
                name="lab_result_whole",
            ),
        )

    def __str__(self) -> str:
        return str(self.conversation_id)

    @property
    def figures(self) -> dict[str, Any]:
        """The document of a result that was computed."""
        assert self.document is not None
        return dict(self.document)
