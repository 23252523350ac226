"""How a round stands, how it was decided, what came of it, and which other bodies took the result over."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dejiro.apps.commitments.models.commitments import Commitment
from dejiro.apps.commitments.models.rounds import Round
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.models import Organization


class Computed(models.Model):
    """A problem of the coalition core with its answer.

    `summary` is what pages show of both, so that none of them reads the whole of a large round; `digest` is that of
    problem and answer together.
    """

    problem = models.JSONField(_("入力"))
    answer = models.JSONField(_("結果"))
    summary = models.JSONField(_("要約"))
    digest = models.CharField(_("ハッシュ"), max_length=64)

    class Meta:
        abstract = True


class Outlook(Computed):
    """What the commitments in force would come to if the round closed now; written whenever one of them changes.

    `bodies` and `units` count all commitments in force, also those whose authority is too low to be in the problem.
    """

    round = models.OneToOneField(
        Round, models.PROTECT, primary_key=True, related_name="outlook", verbose_name=_("募集")
    )
    bodies = models.PositiveIntegerField(_("約束した団体の数"))
    units = models.PositiveBigIntegerField(_("約束した数量"))
    computed_at = models.DateTimeField(_("計算日時"))

    class Meta:
        verbose_name = _("見通し")
        verbose_name_plural = _("見通し")

    def __str__(self) -> str:
        return str(self.round_id)


class Decision(Computed):
    """The decision on a round: problem and answer of the coalition core, as they were recorded in the ledger.

    `reasons` says for every body why it is outside or what happens without it; they stand from `explained_at` on.
    """

    round = models.OneToOneField(Round, models.PROTECT, primary_key=True, verbose_name=_("募集"))
    reasons = models.JSONField(_("団体ごとの理由"), default=dict, blank=True)
    explained_at = models.DateTimeField(_("理由の計算日時"), null=True, blank=True)
    reason = models.TextField(_("理由"), max_length=4000)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("調整担当"))
    decided_at = models.DateTimeField(_("決定日時"))

    class Meta:
        verbose_name = _("決定")
        verbose_name_plural = _("決定")

    def __str__(self) -> str:
        return str(self.round_id)


class Effect(models.Model):
    """What a body measured after the start, by the same measure as its baseline; a correction supersedes."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="effects", verbose_name=_("約束"))
    value = models.DecimalField(_("測定値"), max_digits=14, decimal_places=2)
    measured_on = models.DateField(_("測定日"))
    source = models.CharField(_("出所"), max_length=200)
    note = models.TextField(_("説明"), max_length=2000, blank=True)
    superseded = models.BooleanField(_("訂正済み"), default=False)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("入力者"))
    entered_at = models.DateTimeField(_("入力日時"))

    class Meta:
        verbose_name = _("効果")
        verbose_name_plural = _("効果")
        ordering = ("measured_on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["commitment"], condition=models.Q(superseded=False), name="effect_current_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.value}"


class Adoption(models.Model):
    """A body that did not take part takes over the specification, the figures and the contact, as a new voice."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="adoptions", verbose_name=_("募集"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="adoptions", verbose_name=_("団体"))
    voice = models.OneToOneField("needs.Voice", models.PROTECT, related_name="adoption", verbose_name=_("声"))
    adopted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("担当"))
    adopted_at = models.DateTimeField(_("登録日時"))

    class Meta:
        verbose_name = _("横展開")
        verbose_name_plural = _("横展開")
        ordering = ("-adopted_at", "-pk")
        constraints = (models.UniqueConstraint(fields=["round", "organization"], name="adoption_once"),)

    def __str__(self) -> str:
        return f"{self.round_id} {self.organization_id}"
