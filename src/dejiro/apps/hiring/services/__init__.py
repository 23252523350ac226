"""Writes: openings, applications, scores, offers, joint recruiting, erasing."""

from dejiro.apps.hiring.services.applying import application_save, choice_withdraw, choices_send
from dejiro.apps.hiring.services.erasing import application_erase, applications_erase_due
from dejiro.apps.hiring.services.joints import joint_create, joint_settle
from dejiro.apps.hiring.services.offering import offer_answer, offer_make, offer_withdraw
from dejiro.apps.hiring.services.openings import (
    interviews_begin,
    opening_create,
    opening_publish,
    opening_update,
    reviewers_name,
    scores_close,
)
from dejiro.apps.hiring.services.papers import paper_attach, paper_remove
from dejiro.apps.hiring.services.reviewing import conflict_declare, look_record, scores_give

__all__ = [
    "application_erase",
    "application_save",
    "applications_erase_due",
    "choice_withdraw",
    "choices_send",
    "conflict_declare",
    "interviews_begin",
    "joint_create",
    "joint_settle",
    "look_record",
    "offer_answer",
    "offer_make",
    "offer_withdraw",
    "opening_create",
    "opening_publish",
    "opening_update",
    "paper_attach",
    "paper_remove",
    "reviewers_name",
    "scores_close",
    "scores_give",
]
