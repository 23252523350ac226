"""What a body must be able to run, and who runs it from when to when."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dejiro.apps.talent.public import role_label
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization


class Post(models.Model):
    """A system or duty of a body: so many people of a role at a level must be able to run it."""

    class Kind(models.TextChoices):
        """What it is."""

        SYSTEM = "system", _("システム")
        DUTY = "duty", _("業務")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="career_posts", verbose_name=_("団体"))
    kind = models.CharField(_("種類"), max_length=6, choices=Kind)
    name = models.CharField(_("名前"), max_length=100)
    role = models.CharField(_("役割"), max_length=30)
    level = models.PositiveSmallIntegerField(_("レベル"))
    people = models.PositiveSmallIntegerField(_("要る人数"))
    ended_on = models.DateField(_("なくす日"), null=True, blank=True)
    fictional = models.BooleanField(_("架空"), default=False)
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("持ち場")
        verbose_name_plural = _("持ち場")
        ordering = ("kind", "name", "pk")
        constraints = (
            models.UniqueConstraint(fields=["organization", "name"], name="post_name"),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="post_level"),
            models.CheckConstraint(condition=Q(people__range=(1, 50)), name="post_people"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("careers:post", args=[self.pk])

    @property
    def role_label(self) -> str:
        """The role as shown."""
        return role_label(self.role)


class Holding(models.Model):
    """A person at a post from a day to another, both included; one that begins later is a planned move."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="holdings", verbose_name=_("持ち場"))
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("利用者"))
    starts_on = models.DateField(_("いつから"))
    ends_on = models.DateField(_("いつまで"), null=True, blank=True)

    class Meta:
        verbose_name = _("担当の期間")
        verbose_name_plural = _("担当の期間")
        ordering = ("starts_on", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="holding_period"),
            models.UniqueConstraint(fields=["post", "user", "starts_on"], name="holding_once"),
        )

    def __str__(self) -> str:
        return f"{self.post_id} {self.user_id} {self.starts_on}"
