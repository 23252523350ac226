"""Conversations in which people vote on short statements, and what came of them."""

from dejiro.apps.lab.models.comments import Comment, Excerpt, Intake
from dejiro.apps.lab.models.conversations import Code, Conversation
from dejiro.apps.lab.models.results import Result
from dejiro.apps.lab.models.votes import Participant, Spending, Statement, Vote

__all__ = [
    "Code",
    "Comment",
    "Conversation",
    "Excerpt",
    "Intake",
    "Participant",
    "Result",
    "Spending",
    "Statement",
    "Vote",
]
