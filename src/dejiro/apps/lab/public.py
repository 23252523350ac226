"""Everything that other apps may use of the lab."""

from dejiro.apps.lab.labels import ACTIONS
from dejiro.apps.lab.limits import spending_clean
from dejiro.apps.lab.models import Conversation
from dejiro.apps.lab.selectors import conversations_open
from dejiro.apps.lab.services.results import results_resume

__all__ = ["ACTIONS", "Conversation", "conversations_open", "results_resume", "spending_clean"]
