"""Everything that other apps may use of talent."""

from dejiro.apps.talent.forms.fields import day_field, level_field, role_field, text_field, whole_field
from dejiro.apps.talent.labels import ACTIONS
from dejiro.apps.talent.selectors.needed import Support, pool_levels, supports_of
from dejiro.apps.talent.services.erasing import specialists_erase_due
from dejiro.apps.talent.services.reminding import papers_remind
from dejiro.apps.talent.standards import LEVELS, check_role, role_choices, role_label, role_names, roles, spoken

__all__ = [
    "ACTIONS",
    "LEVELS",
    "Support",
    "check_role",
    "day_field",
    "level_field",
    "papers_remind",
    "pool_levels",
    "role_choices",
    "role_field",
    "role_label",
    "role_names",
    "roles",
    "specialists_erase_due",
    "spoken",
    "supports_of",
    "text_field",
    "whole_field",
]
