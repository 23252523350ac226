"""Writes: each one transaction, each in the ledger."""

from dejiro.apps.commitments.services.calendars import assembly_delete, assembly_save, budget_cycle_save
from dejiro.apps.commitments.services.commitments import (
    abstention_answer,
    commitment_approve,
    commitment_return,
    commitment_save,
    commitment_submit,
    commitment_try,
    commitment_withdraw,
)
from dejiro.apps.commitments.services.results import adoption_take, effect_enter
from dejiro.apps.commitments.services.rounds import (
    round_cancel,
    round_close,
    round_create,
    round_extend,
    round_open,
    round_start,
    round_update,
)

__all__ = [
    "abstention_answer",
    "adoption_take",
    "assembly_delete",
    "assembly_save",
    "budget_cycle_save",
    "commitment_approve",
    "commitment_return",
    "commitment_save",
    "commitment_submit",
    "commitment_try",
    "commitment_withdraw",
    "effect_enter",
    "round_cancel",
    "round_close",
    "round_create",
    "round_extend",
    "round_open",
    "round_start",
    "round_update",
]
