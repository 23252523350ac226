"""Work on rounds that a page must not wait for."""

from dejiro.apps.commitments.explaining import decision_explain as explain
from dejiro.apps.commitments.models import Decision
from dejiro.foundation.tasks import task


@task
def decision_explain(*, round_id: int) -> None:
    """Give a decision its reasons."""
    explain(decision=Decision.objects.get(pk=round_id))
