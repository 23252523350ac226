"""The pool: specialists whom the bodies of a prefecture share, and what says when and where they can work."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dejiro.apps.talent.standards import role_label
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization

PERIOD = Q(ends_on__gte=F("starts_on"))


class Specialist(models.Model):
    """A person whose half-days bodies share. `key` is their number in the pool, by which an import finds them again.

    `lender` is the municipality that lends its own staff; `onsite` says where the person can be present.
    """

    class Employment(models.TextChoices):
        """Who employs the person, and how."""

        STAFF = "staff", _("推進団体の職員")
        FIXED = "fixed", _("任期付の専門人材")
        SIDE = "side", _("副業・兼業の人材")
        LENT = "lent", _("自治体から派遣される職員")

    class Onsite(models.TextChoices):
        """Where the person can be present."""

        ANYWHERE = "anywhere", _("どの団体にも行ける")
        SOME = "some", _("行ける団体が決まっている")
        REMOTE = "remote", _("リモートだけ")

    area = models.ForeignKey(Organization, models.PROTECT, related_name="specialists", verbose_name=_("都道府県"))
    key = models.CharField(_("人材番号"), max_length=20)
    name = models.CharField(_("氏名"), max_length=80)
    kana = models.CharField(_("よみ"), max_length=80, blank=True)
    user = models.OneToOneField(
        User, models.PROTECT, null=True, blank=True, related_name="specialist", verbose_name=_("利用者")
    )
    employment = models.CharField(_("雇用の形"), max_length=5, choices=Employment)
    lender = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="lent_staff", verbose_name=_("派遣元")
    )
    onsite = models.CharField(_("出張"), max_length=8, choices=Onsite, default=Onsite.ANYWHERE)
    places = models.ManyToManyField(Organization, blank=True, related_name="+", verbose_name=_("行ける団体"))
    languages = models.CharField(_("話せる言葉"), max_length=100, blank=True)
    profile = models.TextField(_("経歴・得意なこと"), max_length=2000, blank=True)
    max_parallel = models.PositiveSmallIntegerField(_("同時に受けられる支援の数"), default=3)
    left_on = models.DateField(_("退任日"), null=True, blank=True)
    erased_at = models.DateTimeField(_("消去日時"), null=True, blank=True)
    fictional = models.BooleanField(_("架空"), default=False)
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("人材")
        verbose_name_plural = _("人材")
        ordering = ("area", "key")
        constraints = (
            models.UniqueConstraint(fields=["area", "key"], name="specialist_key"),
            models.CheckConstraint(condition=Q(max_parallel__gte=1), name="specialist_parallel"),
            models.CheckConstraint(
                condition=Q(employment="lent", lender__isnull=False) | (~Q(employment="lent") & Q(lender=None)),
                name="specialist_lender",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(user=None, kana="", languages="", profile="", left_on__isnull=False),
                name="specialist_erased",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return their page."""
        return reverse("talent:specialist", args=[self.pk])


class Skill(models.Model):
    """A role of デジタルスキル標準 that a specialist fills, at level 1 to 4, and what shows it."""

    specialist = models.ForeignKey(Specialist, models.CASCADE, related_name="skills", verbose_name=_("人材"))
    role = models.CharField(_("役割"), max_length=30)
    level = models.PositiveSmallIntegerField(_("レベル"))
    evidence = models.CharField(_("根拠"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("スキル")
        verbose_name_plural = _("スキル")
        ordering = ("-level", "role")
        constraints = (
            models.UniqueConstraint(fields=["specialist", "role"], name="skill_once"),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="skill_level"),
        )
        indexes = (models.Index(fields=["role", "level"], name="skill_role"),)

    def __str__(self) -> str:
        return f"{self.label} {self.level}"

    @property
    def label(self) -> str:
        """The role as shown."""
        return role_label(self.role)


class Capacity(models.Model):
    """Half-days a week that a specialist can work, from a day to another, both included. Rows do not overlap."""

    specialist = models.ForeignKey(Specialist, models.CASCADE, related_name="capacities", verbose_name=_("人材"))
    starts_on = models.DateField(_("いつから"))
    ends_on = models.DateField(_("いつまで"))
    half_days = models.PositiveSmallIntegerField(_("週の半日数"))

    class Meta:
        verbose_name = _("稼働できる量")
        verbose_name_plural = _("稼働できる量")
        ordering = ("starts_on", "pk")
        constraints = (
            models.CheckConstraint(condition=PERIOD, name="capacity_period"),
            models.CheckConstraint(condition=Q(half_days__gte=1, half_days__lte=10), name="capacity_week"),
        )

    def __str__(self) -> str:
        return f"{self.starts_on}–{self.ends_on}: {self.half_days}"


class Absence(models.Model):
    """Days on which a specialist is away. Nobody asks why."""

    specialist = models.ForeignKey(Specialist, models.CASCADE, related_name="absences", verbose_name=_("人材"))
    starts_on = models.DateField(_("いつから"))
    ends_on = models.DateField(_("いつまで"))

    class Meta:
        verbose_name = _("不在")
        verbose_name_plural = _("不在")
        ordering = ("starts_on", "pk")
        constraints = (models.CheckConstraint(condition=PERIOD, name="absence_period"),)

    def __str__(self) -> str:
        return f"{self.starts_on}–{self.ends_on}"


class Conflict(models.Model):
    """A body for which a specialist must not work (利益相反), and why."""

    specialist = models.ForeignKey(Specialist, models.CASCADE, related_name="conflicts", verbose_name=_("人材"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("団体"))
    reason = models.CharField(_("理由"), max_length=300)

    class Meta:
        verbose_name = _("利益相反")
        verbose_name_plural = _("利益相反")
        ordering = ("organization__code", "pk")
        constraints = (models.UniqueConstraint(fields=["specialist", "organization"], name="conflict_once"),)

    def __str__(self) -> str:
        return f"{self.specialist_id} {self.organization_id}"


class Paper(models.Model):
    """A paper that a specialist must have, from a day to another; a renewed one is a new row."""

    class Kind(models.TextChoices):
        """What the paper is."""

        NDA = "nda", _("秘密保持の誓約書")
        SIDE_JOB = "side_job", _("兼業の許可")
        INSURANCE = "insurance", _("保険の加入")

    specialist = models.ForeignKey(Specialist, models.CASCADE, related_name="papers", verbose_name=_("人材"))
    kind = models.CharField(_("書類"), max_length=9, choices=Kind)
    starts_on = models.DateField(_("いつから"))
    ends_on = models.DateField(_("いつまで"))

    class Meta:
        verbose_name = _("書類")
        verbose_name_plural = _("書類")
        ordering = ("kind", "-ends_on", "pk")
        constraints = (
            models.CheckConstraint(condition=PERIOD, name="paper_period"),
            models.UniqueConstraint(fields=["specialist", "kind", "starts_on"], name="paper_once"),
        )
        indexes = (models.Index(fields=["ends_on"], name="paper_expiry"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.ends_on}"


class Look(models.Model):
    """That somebody looked at a specialist's profile, once a day each."""

    specialist = models.ForeignKey(Specialist, models.CASCADE, related_name="looks", verbose_name=_("人材"))
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("見た人"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("団体"))
    looked_on = models.DateField(_("見た日"))
    looked_at = models.DateTimeField(_("見た日時"))

    class Meta:
        verbose_name = _("閲覧の記録")
        verbose_name_plural = _("閲覧の記録")
        ordering = ("-looked_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["specialist", "user", "organization", "looked_on"], name="look_daily"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.specialist_id} {self.looked_on}"
