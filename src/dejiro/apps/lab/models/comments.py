"""Free-text comments that were gathered elsewhere, and the statements that a person cut from them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dejiro.apps.lab.models.conversations import Conversation
from dejiro.apps.lab.models.votes import Statement
from dejiro.foundation.accounts.models import User


class Intake(models.Model):
    """A table of comments that was taken in; of the table only the one column of texts is kept."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="intakes", verbose_name=_("対話"))
    name = models.CharField(_("ファイル名"), max_length=120)
    sha256 = models.CharField(_("ファイルのハッシュ"), max_length=64)
    column = models.CharField(_("意見の列"), max_length=100)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("取り込んだ人"))
    at = models.DateTimeField(_("取込日時"))

    class Meta:
        verbose_name = _("寄せられた意見の取込")
        verbose_name_plural = _("寄せられた意見の取込")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.name


class Comment(models.Model):
    """One comment as it stood in its row. `heap` is the first row of those that say nearly the same."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="comments", verbose_name=_("取込"))
    row = models.PositiveIntegerField(_("行"))
    text = models.TextField(_("文"), max_length=10_000)
    heap = models.PositiveIntegerField(_("似たもののまとまり"))
    set_aside = models.BooleanField(_("使わない"), default=False)

    class Meta:
        verbose_name = _("寄せられた意見")
        verbose_name_plural = _("寄せられた意見")
        ordering = ("intake", "heap", "row")
        constraints = (models.UniqueConstraint(fields=["intake", "row"], name="lab_comment_once"),)

    def __str__(self) -> str:
        return f"{self.intake_id} {self.row}"


class Excerpt(models.Model):
    """From which comment a statement was cut."""

    statement = models.OneToOneField(
        Statement, models.CASCADE, primary_key=True, related_name="excerpt", verbose_name=_("意見")
    )
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="excerpts", verbose_name=_("寄せられた意見"))

    class Meta:
        verbose_name = _("切り出した意見")
        verbose_name_plural = _("切り出した意見")

    def __str__(self) -> str:
        return str(self.statement_id)
