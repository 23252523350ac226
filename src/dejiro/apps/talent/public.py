"""Everything that other apps may use of talent."""

from dejiro.apps.talent.labels import ACTIONS
from dejiro.apps.talent.services.erasing import specialists_erase_due
from dejiro.apps.talent.services.reminding import papers_remind
from dejiro.apps.talent.standards import role_choices, role_label, roles

__all__ = ["ACTIONS", "papers_remind", "role_choices", "role_label", "roles", "specialists_erase_due"]
