"""Attachments. The bytes lie in `settings.FILES_DIR` under their hash; a row says what and whose they are."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization


class Attachment(models.Model):
    """A file that somebody added to a record (`subject`, such as "needs.voice:12")."""

    subject = models.CharField(_("対象"), max_length=80, db_index=True)
    name = models.CharField(_("ファイル名"), max_length=150)
    content_type = models.CharField(_("種類"), max_length=100)
    size = models.PositiveBigIntegerField(_("大きさ（バイト）"))
    sha256 = models.CharField(_("ハッシュ"), max_length=64, db_index=True)
    organization = models.ForeignKey(Organization, models.PROTECT, verbose_name=_("団体"))
    uploaded_by = models.ForeignKey(User, models.PROTECT, verbose_name=_("追加した人"))
    uploaded_at = models.DateTimeField(_("追加日時"))

    class Meta:
        verbose_name = _("添付ファイル")
        verbose_name_plural = _("添付ファイル")
        ordering = ("uploaded_at", "pk")

    def __str__(self) -> str:
        return self.name
