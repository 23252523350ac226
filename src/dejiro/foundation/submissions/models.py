"""Which forms were sent already, so that a form sent twice is done once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dejiro.foundation.accounts.models import User


class Submission(models.Model):
    """A form that was sent and done. `key` stood in the form as a hidden field; `url` is where its sender was led."""

    key = models.UUIDField(_("送信の鍵"))
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("送信者"))
    digest = models.CharField(_("内容のハッシュ"), max_length=64)
    url = models.CharField(_("結果の場所"), max_length=500)
    created_at = models.DateTimeField(_("送信日時"), db_index=True)

    class Meta:
        verbose_name = _("送信の控え")
        verbose_name_plural = _("送信の控え")
        constraints = (
            models.UniqueConstraint(fields=["key", "user"], name="submission_once"),
            models.UniqueConstraint(fields=["key"], condition=Q(user=None), name="submission_once_anonymous"),
        )

    def __str__(self) -> str:
        return str(self.key)
