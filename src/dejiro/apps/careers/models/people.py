"""What a person can do and since when, what proves it, when they leave a body, and who looked."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dejiro.apps.careers.items import skill_label
from dejiro.apps.careers.models.courses import Enrolment
from dejiro.apps.talent.public import role_label
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization


class Profile(models.Model):
    """The path that a person has chosen; `path` is a key of the app's data."""

    user = models.OneToOneField(User, models.PROTECT, related_name="+", verbose_name=_("利用者"))
    path = models.CharField(_("キャリアパス"), max_length=20)

    class Meta:
        verbose_name = _("キャリアの目標")
        verbose_name_plural = _("キャリアの目標")

    def __str__(self) -> str:
        return f"{self.user_id} {self.path}"


class Certificate(models.Model):
    """A certificate that a person holds; it counts for `role` and `level` once a superior has seen the proof."""

    user = models.ForeignKey(User, models.PROTECT, related_name="career_certificates", verbose_name=_("利用者"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("団体"))
    name = models.CharField(_("資格の名前"), max_length=100)
    number = models.CharField(_("登録番号"), max_length=60, blank=True)
    issuer = models.CharField(_("発行した機関"), max_length=100)
    issued_on = models.DateField(_("取得した日"))
    expires_on = models.DateField(_("有効期限"), null=True, blank=True)
    role = models.CharField(_("役割"), max_length=30)
    level = models.PositiveSmallIntegerField(_("レベル"))
    checked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("確認した人")
    )
    checked_at = models.DateTimeField(_("確認した日時"), null=True, blank=True)
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("資格")
        verbose_name_plural = _("資格")
        ordering = ("-issued_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gt=F("issued_on")), name="career_certificate_period"
            ),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="career_certificate_level"),
            models.CheckConstraint(
                condition=Q(checked_by=None, checked_at=None) | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="career_certificate_checked",
            ),
        )
        indexes = (models.Index(fields=["expires_on"], name="career_certificate_expiry"),)

    def __str__(self) -> str:
        return self.name

    @property
    def role_label(self) -> str:
        """The role as shown."""
        return role_label(self.role)


class Claim(models.Model):
    """A role or item of デジタルスキル標準 at a level, from a day to another: stated by the person, or confirmed.

    `skill` is the code of either; `evidence` is what the person says for a statement.
    `asked_of` and `asked_in` are the superior, and the body, from whom the person waits for a confirmation.
    """

    class Source(models.TextChoices):
        """Who says so."""

        STATED = "stated", _("本人の申告")
        SUPERIOR = "superior", _("上司の確認")
        CERTIFICATE = "certificate", _("資格")
        COURSE = "course", _("研修の修了")

    user = models.ForeignKey(User, models.PROTECT, related_name="career_claims", verbose_name=_("利用者"))
    skill = models.CharField(_("役割かスキル項目"), max_length=40)
    level = models.PositiveSmallIntegerField(_("レベル"))
    evidence = models.CharField(_("本人の説明"), max_length=500, blank=True)
    source = models.CharField(_("根拠"), max_length=11, choices=Source)
    starts_on = models.DateField(_("いつから"))
    ends_on = models.DateField(_("いつまで"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("確認した人")
    )
    certificate = models.ForeignKey(
        Certificate, models.CASCADE, null=True, blank=True, related_name="claims", verbose_name=_("資格")
    )
    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, null=True, blank=True, related_name="claims", verbose_name=_("受講")
    )
    asked_of = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("確認を頼んだ人")
    )
    asked_in = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("確認を頼んだ団体")
    )

    class Meta:
        verbose_name = _("スキルの記録")
        verbose_name_plural = _("スキルの記録")
        ordering = ("skill", "-starts_on", "-pk")
        constraints = (
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="claim_level"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="claim_period"),
            models.CheckConstraint(
                condition=Q(source="stated") ^ Q(confirmed_by__isnull=False), name="claim_confirmed"
            ),
            models.CheckConstraint(condition=Q(source="certificate") ^ Q(certificate=None), name="claim_certificate"),
            models.CheckConstraint(condition=Q(source="course") ^ Q(enrolment=None), name="claim_course"),
            models.UniqueConstraint(
                fields=["user", "skill", "source"],
                condition=Q(source__in=["stated", "superior"], ends_on=None),
                name="claim_one_open",
            ),
        )
        indexes = (models.Index(fields=["user", "skill"], name="claim_person"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.skill} {self.level}"

    @property
    def skill_label(self) -> str:
        """The role or item as shown."""
        return skill_label(self.skill)


class Leaving(models.Model):
    """The last day on which a person works for a body, as the body plans it."""

    class Kind(models.TextChoices):
        """Why they leave."""

        RETIREMENT = "retirement", _("定年などの退職")
        TERM = "term", _("任期の終わり")
        TRANSFER = "transfer", _("ほかの部署・団体への異動")

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("団体"))
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("利用者"))
    kind = models.CharField(_("理由"), max_length=10, choices=Kind)
    last_on = models.DateField(_("最後の日"))

    class Meta:
        verbose_name = _("離れる予定")
        verbose_name_plural = _("離れる予定")
        constraints = (models.UniqueConstraint(fields=["organization", "user"], name="leaving_once"),)

    def __str__(self) -> str:
        return f"{self.user_id} {self.last_on}"


class Look(models.Model):
    """That somebody looked at a person's skills, once a day each; the person reads these lines."""

    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("見られた人"))
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("見た人"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("団体"))
    looked_on = models.DateField(_("見た日"))
    looked_at = models.DateTimeField(_("見た日時"))

    class Meta:
        verbose_name = _("閲覧の記録")
        verbose_name_plural = _("閲覧の記録")
        ordering = ("-looked_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=["person", "user", "organization", "looked_on"], name="career_look_daily"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.person_id} {self.looked_on}"
