"""Writes. Each is one transaction that changes the rows, the desks and the log together."""

from dejiro.apps.talent.entries import Entry, Note, Terms
from dejiro.apps.talent.services.board import Act, Edit, board_edit
from dejiro.apps.talent.services.calendars import calendar_key_make, calendar_key_revoke, specialist_by_key
from dejiro.apps.talent.services.consulting import consultation_obstacle, consultation_time_save
from dejiro.apps.talent.services.engagements import engagement_end, engagement_extend, engagement_rate, log_save
from dejiro.apps.talent.services.erasing import specialist_erase, specialists_erase_due
from dejiro.apps.talent.services.handovers import adoption_take, handover_save
from dejiro.apps.talent.services.importing import Imported, pool_import
from dejiro.apps.talent.services.plans import pin_remove, pin_save, plan_compute, plan_create, plan_publish, plan_start
from dejiro.apps.talent.services.pool import (
    absence_save,
    capacity_save,
    conflict_save,
    look_record,
    paper_save,
    part_remove,
    skill_save,
    specialist_describe,
    specialist_leave,
    specialist_save,
)
from dejiro.apps.talent.services.proposals import proposal_answer, proposal_make, proposal_withdraw
from dejiro.apps.talent.services.reminding import papers_remind
from dejiro.apps.talent.services.requests import (
    request_approve,
    request_return,
    request_save,
    request_submit,
    request_withdraw,
    requests_import,
)
from dejiro.apps.talent.services.scenarios import (
    Supposed,
    change_remove,
    change_save,
    curve_compute,
    curve_start,
    point_pick,
    scenario_create,
)

__all__ = [
    "Act",
    "Edit",
    "Entry",
    "Imported",
    "Note",
    "Supposed",
    "Terms",
    "absence_save",
    "adoption_take",
    "board_edit",
    "calendar_key_make",
    "calendar_key_revoke",
    "capacity_save",
    "change_remove",
    "change_save",
    "conflict_save",
    "consultation_obstacle",
    "consultation_time_save",
    "curve_compute",
    "curve_start",
    "engagement_end",
    "engagement_extend",
    "engagement_rate",
    "handover_save",
    "log_save",
    "look_record",
    "paper_save",
    "papers_remind",
    "part_remove",
    "pin_remove",
    "pin_save",
    "plan_compute",
    "plan_create",
    "plan_publish",
    "plan_start",
    "point_pick",
    "pool_import",
    "proposal_answer",
    "proposal_make",
    "proposal_withdraw",
    "request_approve",
    "request_return",
    "request_save",
    "request_submit",
    "request_withdraw",
    "requests_import",
    "scenario_create",
    "skill_save",
    "specialist_by_key",
    "specialist_describe",
    "specialist_erase",
    "specialist_leave",
    "specialist_save",
    "specialists_erase_due",
]
