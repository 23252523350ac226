"""Writes. Each is one transaction that changes the rows, the search index, the desks and the log together."""

from dejiro.apps.needs.services.consultations import (
    consultation_answer,
    consultation_ask,
    consultation_assign,
    consultation_attach,
    consultation_hand_back,
    consultation_rate,
    consultation_take,
)
from dejiro.apps.needs.services.contracts import (
    ContractRow,
    Imported,
    contract_delete,
    contract_save,
    contracts_import,
    renewal_voice,
)
from dejiro.apps.needs.services.needs import (
    need_close,
    need_follow,
    need_reopen,
    need_set_status,
    need_unfollow,
    need_update,
    needs_link,
    needs_unlink,
)
from dejiro.apps.needs.services.reminding import renewal_decline, renewals_remind
from dejiro.apps.needs.services.solutions import solution_add, solution_remove, solution_update
from dejiro.apps.needs.services.statements import (
    statement_approve,
    statement_return,
    statement_revise,
    statement_withdraw,
    statement_write,
)
from dejiro.apps.needs.services.triage import (
    need_split,
    needs_merge,
    voice_decline,
    voice_reopen,
    voices_merge,
    voices_unlink,
)
from dejiro.apps.needs.services.undo import triage_undo
from dejiro.apps.needs.services.voices import voice_create

__all__ = [
    "ContractRow",
    "Imported",
    "consultation_answer",
    "consultation_ask",
    "consultation_assign",
    "consultation_attach",
    "consultation_hand_back",
    "consultation_rate",
    "consultation_take",
    "contract_delete",
    "contract_save",
    "contracts_import",
    "need_close",
    "need_follow",
    "need_reopen",
    "need_set_status",
    "need_split",
    "need_unfollow",
    "need_update",
    "needs_link",
    "needs_merge",
    "needs_unlink",
    "renewal_decline",
    "renewal_voice",
    "renewals_remind",
    "solution_add",
    "solution_remove",
    "solution_update",
    "statement_approve",
    "statement_return",
    "statement_revise",
    "statement_withdraw",
    "statement_write",
    "triage_undo",
    "voice_create",
    "voice_decline",
    "voice_reopen",
    "voices_merge",
    "voices_unlink",
]
