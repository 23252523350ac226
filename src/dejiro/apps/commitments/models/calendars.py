"""When a body can decide: its budget cycle of a fiscal year and the sessions of its assembly."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dejiro.foundation.calendars import FiscalYear
from dejiro.foundation.organizations.models import Organization


class BudgetCycle(models.Model):
    """By when a budget for a fiscal year (the year it begins in) must be asked for, and when it stands."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="budget_cycles", verbose_name=_("団体"))
    fiscal_year = models.PositiveSmallIntegerField(_("年度"))
    request_due_on = models.DateField(_("予算要求の締切"))
    settled_on = models.DateField(_("予算案の決定"))
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("予算日程")
        verbose_name_plural = _("予算日程")
        ordering = ("organization", "fiscal_year")
        constraints = (
            models.UniqueConstraint(fields=["organization", "fiscal_year"], name="budget_cycle_once"),
            models.CheckConstraint(
                condition=models.Q(settled_on__gte=models.F("request_due_on")), name="budget_cycle_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organization_id} {self.fiscal_year}"

    @property
    def label(self) -> str:
        """Return 「令和8年度」."""
        return FiscalYear(self.fiscal_year).label


class Assembly(models.Model):
    """A session of a body's assembly, from its opening to the day of its votes."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="assemblies", verbose_name=_("団体"))
    name = models.CharField(_("会期"), max_length=60)
    opens_on = models.DateField(_("開会"))
    votes_on = models.DateField(_("議決日"))
    version = models.PositiveIntegerField(_("版"), default=1)

    class Meta:
        verbose_name = _("議会日程")
        verbose_name_plural = _("議会日程")
        ordering = ("organization", "votes_on")
        constraints = (
            models.UniqueConstraint(fields=["organization", "name"], name="assembly_once"),
            models.CheckConstraint(condition=models.Q(votes_on__gte=models.F("opens_on")), name="assembly_order"),
        )

    def __str__(self) -> str:
        return self.name
