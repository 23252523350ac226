"""Writes: each one transaction; all but votes in the ledger, which gets the digest of the votes at the end."""

from dejiro.apps.lab.services.comments import comment_cut, comments_set_aside, intake_add, intake_undo
from dejiro.apps.lab.services.conversations import (
    codes_issue,
    conversation_close,
    conversation_create,
    conversation_open,
    conversation_update,
)
from dejiro.apps.lab.services.importing import ImportTerms, conversation_import
from dejiro.apps.lab.services.results import result_ask, results_resume
from dejiro.apps.lab.services.statements import statement_add, statement_approve, statement_reject
from dejiro.apps.lab.services.voting import vote_cast

__all__ = [
    "ImportTerms",
    "codes_issue",
    "comment_cut",
    "comments_set_aside",
    "conversation_close",
    "conversation_create",
    "conversation_import",
    "conversation_open",
    "conversation_update",
    "intake_add",
    "intake_undo",
    "result_ask",
    "results_resume",
    "statement_add",
    "statement_approve",
    "statement_reject",
    "vote_cast",
]
