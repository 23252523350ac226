"""Writes: each one transaction, all in the ledger; who asked a question stands nowhere but in its row."""

from dejiro.apps.challenges.services.amendments import amendment_accept, amendment_propose, amendment_refuse
from dejiro.apps.challenges.services.attempts import attempt_register
from dejiro.apps.challenges.services.challenges import (
    challenge_ask,
    challenge_create,
    challenge_publish,
    challenge_return,
    challenge_update,
    sponsor_answer,
)
from dejiro.apps.challenges.services.endings import challenge_close, challenge_conclude, idea_choose, idea_reject
from dejiro.apps.challenges.services.following import follow, unfollow
from dejiro.apps.challenges.services.ideas import idea_revise, idea_submit, idea_withdraw
from dejiro.apps.challenges.services.questions import question_answer, question_ask

__all__ = [
    "amendment_accept",
    "amendment_propose",
    "amendment_refuse",
    "attempt_register",
    "challenge_ask",
    "challenge_close",
    "challenge_conclude",
    "challenge_create",
    "challenge_publish",
    "challenge_return",
    "challenge_update",
    "follow",
    "idea_choose",
    "idea_reject",
    "idea_revise",
    "idea_submit",
    "idea_withdraw",
    "question_answer",
    "question_ask",
    "sponsor_answer",
    "unfollow",
]
