"""A pilot, what was changed in it after its registration, and a decision that differs from its verdict."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dejiro.apps.needs.public import Need, Voice
from dejiro.foundation.organizations.models import Organization


class Outcome(models.TextChoices):
    """What the rule says, or what a body decides."""

    ADOPT = "adopt", _("採用")
    STOP = "stop", _("中止")
    INCONCLUSIVE = "inconclusive", _("判断できない")


class Pilot(models.Model):
    """A pilot. From its registration on `plan_document` is the plan that counts, whatever the fields say.

    `plan_document` and `verdict_document` are the very bytes that `dejiro trial check` reads.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("下書き")
        SUBMITTED = "submitted", _("登録待ち")
        REGISTERED = "registered", _("登録済み")
        PUBLISHED = "published", _("判定済み")

    class Design(models.TextChoices):
        PROPORTIONS = "proportions", _("2つの組の割合を比べる")
        MEANS = "means", _("2つの組の平均を比べる")
        CHANGES = "difference_in_differences", _("2つの組の前後の変化を比べる（差の差）")
        SERIES = "interrupted", _("1つの系列の前後を比べる（分割時系列）")

    class Better(models.TextChoices):
        HIGHER = "higher", _("増えるとよい")
        LOWER = "lower", _("減るとよい")

    class Step(models.TextChoices):
        DAY = "day", _("日")
        WEEK = "week", _("週")
        MONTH = "month", _("月")

    area = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("都道府県"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="pilots_led", verbose_name=_("実施する団体")
    )
    partners = models.ManyToManyField(
        Organization, blank=True, related_name="pilots_joined", verbose_name=_("共同で実施する団体")
    )
    company = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="pilots_tried", verbose_name=_("相手の企業")
    )
    need = models.ForeignKey(
        Need, models.PROTECT, null=True, blank=True, related_name="pilots", verbose_name=_("もとの課題")
    )
    voice = models.ForeignKey(
        Voice, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("採用から生まれた声")
    )
    idea = models.ForeignKey(
        "challenges.Idea",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pilots",
        verbose_name=_("もとのアイデア"),
    )
    origin = models.CharField(_("もとの提案"), max_length=300, blank=True)
    title = models.CharField(_("件名"), max_length=100)
    product = models.CharField(_("製品・サービス"), max_length=100)
    summary = models.TextField(_("何を試すか"))
    metric = models.CharField(_("測るもの"), max_length=100)
    unit = models.CharField(_("単位"), max_length=20)
    baseline = models.FloatField(_("いまの値"))
    baseline_source = models.CharField(_("いまの値の出どころ"), max_length=200)
    design = models.CharField(_("比べ方"), max_length=30, choices=Design)
    better = models.CharField(_("よい向き"), max_length=10, choices=Better)
    adopt_above = models.FloatField(_("採用の線"))
    worthwhile = models.FloatField(_("意味のある最小の効果"))
    start = models.DateField(_("始まり"))
    end = models.DateField(_("終わり"))
    due = models.DateField(_("データの締切"))
    compare_from = models.DateField(_("比べ始める日"), null=True, blank=True)
    step = models.CharField(_("区切り"), max_length=10, choices=Step, blank=True)
    size = models.PositiveIntegerField(_("組ごとの数"))
    expected = models.FloatField(_("見込む効果"))
    base = models.FloatField(_("実証がないときの割合"), null=True, blank=True)
    spread = models.FloatField(_("ばらつき（標準偏差）"), null=True, blank=True)
    correlation = models.FloatField(_("前後の相関"), default=0)
    confidence = models.FloatField(_("信頼水準"), default=0.95)
    most_missing = models.FloatField(_("欠けてよい割合"), default=0.1)
    stop_rule = models.TextField(_("中止のときにすること"))
    adopt_rule = models.TextField(_("採用のときにすること"))
    small_reason = models.TextField(_("数が足りなくても行う理由"), blank=True)
    company_enters = models.BooleanField(_("企業もデータを入れる"), default=False)
    status = models.CharField(_("状態"), max_length=12, choices=Status, default=Status.DRAFT)
    plan_document = models.TextField(_("登録した計画"), blank=True)
    plan_digest = models.CharField(_("計画の照合番号"), max_length=64, blank=True)
    registered_at = models.DateTimeField(_("登録日時"), null=True, blank=True)
    verdict_document = models.TextField(_("判定"), blank=True)
    outcome = models.CharField(_("判定の結果"), max_length=12, choices=Outcome, blank=True)
    data_digest = models.CharField(_("データの照合番号"), max_length=64, blank=True)
    reasons = models.TextField(_("判定に添える言葉"), blank=True)
    published_at = models.DateTimeField(_("判定の公表日時"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("作った人")
    )
    created_at = models.DateTimeField(_("作った日時"))
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("実証")
        verbose_name_plural = _("実証")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=("draft", "submitted"), registered_at=None, plan_digest="")
                | (
                    models.Q(status__in=("registered", "published"), registered_at__isnull=False)
                    & ~models.Q(plan_digest="")
                ),
                name="pilots_pilot_fixed_when_registered",
            ),
            models.CheckConstraint(
                condition=(models.Q(status="published", published_at__isnull=False) & ~models.Q(outcome=""))
                | (~models.Q(status="published") & models.Q(published_at=None, outcome="", verdict_document="")),
                name="pilots_pilot_verdict_when_published",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the pilot's page."""
        return reverse("pilots:pilot", args=[self.pk])

    @property
    def is_public(self) -> bool:
        """True from the registration on."""
        return self.status in {self.Status.REGISTERED, self.Status.PUBLISHED}

    @property
    def is_shares(self) -> bool:
        """True when each line counts successes among tries."""
        return self.design == self.Design.PROPORTIONS


class Amendment(models.Model):
    """A change after the registration; `changes` holds for each field what it was and what it became, as text."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="amendments", verbose_name=_("実証"))
    reason = models.TextField(_("理由"))
    changes = models.JSONField(_("変更"))
    plan_digest = models.CharField(_("変更後の照合番号"), max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("変えた人"))
    at = models.DateTimeField(_("日時"))

    class Meta:
        verbose_name = _("計画の変更")
        verbose_name_plural = _("計画の変更")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """What changed: the field's name, what it was, what it became."""
        names = {field.name: str(field.verbose_name) for field in Pilot._meta.fields}  # noqa: SLF001  # the documented way
        return [(names[name], before, after) for name, (before, after) in self.changes.items()]


class Decision(models.Model):
    """A body decides otherwise than the verdict says, and says why. The verdict stays as it is."""

    pilot = models.OneToOneField(Pilot, models.CASCADE, related_name="departure", verbose_name=_("実証"))
    choice = models.CharField(_("決定"), max_length=12, choices=Outcome)
    reason = models.TextField(_("理由"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("決めた人"))
    at = models.DateTimeField(_("日時"))

    class Meta:
        verbose_name = _("判定と異なる決定")
        verbose_name_plural = _("判定と異なる決定")

    def __str__(self) -> str:
        return str(self.pk)
