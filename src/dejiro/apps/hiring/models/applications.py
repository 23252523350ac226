"""What a candidate writes once and sends to several openings, and who looked at it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dejiro.apps.hiring.models.openings import Opening
from dejiro.foundation import clock
from dejiro.foundation.accounts.models import User


class Application(models.Model):
    """One candidate's application. After `retain_until` it is emptied; the row stays without a person."""

    user = models.OneToOneField(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("応募した人")
    )
    name = models.CharField(_("氏名"), max_length=100, blank=True)
    contact = models.CharField(_("連絡先"), max_length=200, blank=True)
    years = models.PositiveSmallIntegerField(_("実務経験（年）"), null=True, blank=True)
    role = models.CharField(_("得意な役割"), max_length=40, blank=True)
    skills = models.TextField(_("できること"), max_length=2000, blank=True)
    experience = models.TextField(_("経験"), max_length=4000, blank=True)
    wanted_pay = models.PositiveIntegerField(_("希望する年額（円）"), null=True, blank=True)
    retain_until = models.DateField(_("保存の期限"))
    erased_at = models.DateTimeField(_("消去日時"), null=True, blank=True)
    created_at = models.DateTimeField(_("登録日時"))
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("応募書類")
        verbose_name_plural = _("応募書類")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(erased_at=None)
                | models.Q(user=None, name="", contact="", years=None, skills="", experience="", wanted_pay=None),
                name="application_erased",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def is_read(self) -> bool:
        """True while a body looks at it: after a deadline, until the scores stand. It does not change then."""
        running = (Opening.Status.PUBLISHED, Opening.Status.INTERVIEW)
        return self.choices.filter(opening__status__in=running, opening__deadline__lte=clock.now()).exists()


class Choice(models.Model):
    """An application as one opening got it: the candidate's rank of it, and how far it came."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="choices", verbose_name=_("応募書類"))
    opening = models.ForeignKey(Opening, models.PROTECT, related_name="choices", verbose_name=_("求人"))
    rank = models.PositiveSmallIntegerField(_("希望順位"))
    passed = models.BooleanField(_("面接に進む"), null=True)
    created_at = models.DateTimeField(_("応募日時"))

    class Meta:
        verbose_name = _("応募")
        verbose_name_plural = _("応募")
        ordering = ("rank",)
        constraints = (
            models.UniqueConstraint(fields=["application", "opening"], name="choice_once"),
            models.UniqueConstraint(fields=["application", "rank"], name="choice_rank"),
            models.CheckConstraint(condition=models.Q(rank__gte=1), name="choice_rank_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.application_id} {self.opening_id}"


class Look(models.Model):
    """Somebody opened an application; the candidate reads these lines."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="looks", verbose_name=_("応募書類"))
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("見た人"))
    opening = models.ForeignKey(Opening, models.PROTECT, related_name="+", verbose_name=_("求人"))
    named = models.BooleanField(_("氏名も見た"))
    at = models.DateTimeField(_("日時"))

    class Meta:
        verbose_name = _("閲覧")
        verbose_name_plural = _("閲覧")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.application_id} {self.at}"
