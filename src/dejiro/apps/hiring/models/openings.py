"""What is offered: an opening of one body, and the joint recruiting to which openings may belong."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dejiro.foundation import clock
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization


class Joint(models.Model):
    """Openings of several bodies that are settled together (共同採用).

    `secret` is the seed of the lot; its SHA-256 stands on the page from the first day, itself after the settlement.
    """

    class Status(models.TextChoices):
        """Open until it is settled, once."""

        OPEN = "open", _("募集中")
        SETTLED = "settled", _("決定済み")

    area = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("都道府県"))
    title = models.CharField(_("件名"), max_length=100)
    deadline = models.DateTimeField(_("応募の締切"))
    status = models.CharField(_("状態"), max_length=7, choices=Status, default=Status.OPEN)
    secret = models.CharField(_("くじの種"), max_length=64)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("作成者"))
    created_at = models.DateTimeField(_("登録日時"))
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("共同採用")
        verbose_name_plural = _("共同採用")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("hiring:joint", args=[self.pk])


class Cap(models.Model):
    """At most so many people are placed in a region by one joint recruiting."""

    joint = models.ForeignKey(Joint, models.CASCADE, related_name="caps", verbose_name=_("共同採用"))
    region = models.CharField(_("地域"), max_length=40)
    most = models.PositiveIntegerField(_("上限（人）"))

    class Meta:
        verbose_name = _("地域の上限")
        verbose_name_plural = _("地域の上限")
        ordering = ("region",)
        constraints = (models.UniqueConstraint(fields=["joint", "region"], name="cap_once"),)

    def __str__(self) -> str:
        return f"{self.region} {self.most}"


class Opening(models.Model):
    """A job with its market pay band, the pay system that the band stands in, and the law that allows it."""

    class Status(models.TextChoices):
        """From draft to scores that stand."""

        DRAFT = "draft", _("準備中")
        PUBLISHED = "published", _("公開")
        INTERVIEW = "interview", _("面接中")
        SCORED = "scored", _("採点終了")

    class System(models.TextChoices):
        """Whose pay rules the band stands in."""

        PLATFORM = "platform", _("推進団体の給与制度")
        MUNICIPAL = "municipal", _("区市町村の給与制度")
        SIDE_JOB = "side_job", _("副業（報酬）")

    class Unit(models.TextChoices):
        """What the pay is counted by."""

        YEAR = "year", _("年額")
        DAY = "day", _("日額")

    area = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("都道府県"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="openings", verbose_name=_("団体"))
    joint = models.ForeignKey(
        Joint, models.PROTECT, null=True, blank=True, related_name="openings", verbose_name=_("共同採用")
    )
    title = models.CharField(_("件名"), max_length=100)
    role = models.CharField(_("役割"), max_length=40)
    duties = models.TextField(_("仕事の内容"), max_length=4000)
    place = models.CharField(_("働く場所"), max_length=100)
    region = models.CharField(_("地域"), max_length=40, blank=True)
    system = models.CharField(_("給与制度"), max_length=9, choices=System)
    unit = models.CharField(_("単位"), max_length=4, choices=Unit)
    pay_low = models.PositiveIntegerField(_("下限（円）"))
    pay_high = models.PositiveIntegerField(_("上限（円）"))
    legal_basis = models.CharField(_("根拠の法令"), max_length=200)
    starts_on = models.DateField(_("任期の始め"))
    ends_on = models.DateField(_("任期の終わり"))
    posts = models.PositiveSmallIntegerField(_("人数"))
    deadline = models.DateTimeField(_("応募の締切"))
    status = models.CharField(_("状態"), max_length=9, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(_("公開日時"), null=True, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("作成者"))
    created_at = models.DateTimeField(_("登録日時"))
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("求人")
        verbose_name_plural = _("求人")
        ordering = ("deadline", "pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(posts__gte=1), name="opening_posts"),
            models.CheckConstraint(condition=models.Q(pay_high__gte=models.F("pay_low")), name="opening_band"),
            models.CheckConstraint(condition=models.Q(ends_on__gt=models.F("starts_on")), name="opening_term"),
            models.CheckConstraint(
                condition=models.Q(status="draft") | models.Q(published_at__isnull=False), name="opening_published"
            ),
        )
        indexes = (models.Index(fields=["area", "status", "deadline"], name="opening_list"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return its page."""
        return reverse("hiring:opening", args=[self.pk])

    @property
    def takes_applications(self) -> bool:
        """True while people may apply, change and withdraw."""
        return self.status == self.Status.PUBLISHED and clock.now() < self.deadline

    @property
    def takes_scores(self) -> bool:
        """True while reviewers score: after the deadline, until the scores stand."""
        return self.status in {self.Status.PUBLISHED, self.Status.INTERVIEW} and clock.now() >= self.deadline

    @property
    def is_blind(self) -> bool:
        """True until the interviews begin: nobody sees who applied."""
        return self.status in {self.Status.DRAFT, self.Status.PUBLISHED}


class Criterion(models.Model):
    """What is scored from 1 to 5, and how much it weighs; fixed when the opening is published."""

    opening = models.ForeignKey(Opening, models.CASCADE, related_name="criteria", verbose_name=_("求人"))
    name = models.CharField(_("基準"), max_length=60)
    weight = models.PositiveSmallIntegerField(_("重み"))

    class Meta:
        verbose_name = _("評価の基準")
        verbose_name_plural = _("評価の基準")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["opening", "name"], name="criterion_once"),
            models.CheckConstraint(condition=models.Q(weight__range=(1, 100)), name="criterion_weight"),
        )

    def __str__(self) -> str:
        return self.name
