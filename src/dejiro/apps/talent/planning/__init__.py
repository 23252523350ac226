"""The bridge to the cores: rows become the problems of `dejiro.cores`, and answers become facts for pages."""

from dejiro.apps.talent.planning.candidates import Chance, Match, chances_of, matches_for, obstacles_between
from dejiro.apps.talent.planning.consulting import Taken, consultations_held, week_of
from dejiro.apps.talent.planning.credits import Account, account_before, bases_of, credits_of, with_credits
from dejiro.apps.talent.planning.crew import Helper, crew_for
from dejiro.apps.talent.planning.failures import unexpected
from dejiro.apps.talent.planning.likeness import most_alike
from dejiro.apps.talent.planning.plans import (
    Answered,
    Answers,
    Computed,
    Json,
    accept,
    answered,
    by_hand,
    compute,
    curve_of,
    entitlements,
    narrowed,
    problem_of,
    requests_of,
    status_text,
)
from dejiro.apps.talent.planning.rests import Rest, rests_of
from dejiro.apps.talent.planning.supply import PARTS, can_extend, half_days_by_week, pool_for_planning, promised

__all__ = [
    "PARTS",
    "Account",
    "Answered",
    "Answers",
    "Chance",
    "Computed",
    "Helper",
    "Json",
    "Match",
    "Rest",
    "Taken",
    "accept",
    "account_before",
    "answered",
    "bases_of",
    "by_hand",
    "can_extend",
    "chances_of",
    "compute",
    "consultations_held",
    "credits_of",
    "crew_for",
    "curve_of",
    "entitlements",
    "half_days_by_week",
    "matches_for",
    "most_alike",
    "narrowed",
    "obstacles_between",
    "pool_for_planning",
    "problem_of",
    "promised",
    "requests_of",
    "rests_of",
    "status_text",
    "unexpected",
    "week_of",
    "with_credits",
]
