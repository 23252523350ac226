"""Work that a page must not wait for."""

from dejiro.apps.talent.models import Plan
from dejiro.apps.talent.services.plans import plan_compute as compute
from dejiro.apps.talent.services.scenarios import COMPUTING, curve_compute
from dejiro.foundation.tasks import task


@task
def plan_compute(*, plan_id: int) -> None:
    """Compute a plan that was taken into computation; one that was computed meanwhile is left alone."""
    plan = Plan.objects.select_related("area", "base").get(pk=plan_id)
    if plan.status == Plan.Status.COMPUTING:
        compute(plan=plan)


@task
def plan_curve(*, plan_id: int) -> None:
    """Compute what each number of changes would bring to a re-plan; done once."""
    plan = Plan.objects.select_related("area", "base").get(pk=plan_id)
    if (plan.curve or {}).get("status") == COMPUTING:
        curve_compute(plan=plan)
