"""Everything that other apps may use of talent."""

from dejiro.apps.talent.labels import ACTIONS
from dejiro.apps.talent.services.reminding import papers_remind

__all__ = ["ACTIONS", "papers_remind"]
