"""Work that a page must not wait for."""

from dejiro.apps.talent.models import Plan
from dejiro.apps.talent.services.plans import plan_compute as compute
from dejiro.foundation.tasks import task


@task
def plan_compute(*, plan_id: int) -> None:
    """Compute a plan that was taken into computation; one that was computed meanwhile is left alone."""
    plan = Plan.objects.select_related("area", "base").get(pk=plan_id)
    if plan.status == Plan.Status.COMPUTING:
        compute(plan=plan)
