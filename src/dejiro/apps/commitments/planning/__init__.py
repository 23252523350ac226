"""The bridge to the cores: rows become a problem, its answer becomes what a page shows. Nothing else computes."""

from dejiro.apps.commitments.planning.problems import (
    adoption_text,
    computed_of,
    counted,
    effect_figure,
    figure_of,
    preview,
    problem_of,
    round_facts,
    terms_text,
)
from dejiro.apps.commitments.planning.standings import (
    Standing,
    answer_without,
    reasons_of,
    recorded_of,
    shares_of,
    standing_of,
)
from dejiro.cores.bundle.figures import digest

__all__ = [
    "Standing",
    "adoption_text",
    "answer_without",
    "computed_of",
    "counted",
    "digest",
    "effect_figure",
    "figure_of",
    "preview",
    "problem_of",
    "reasons_of",
    "recorded_of",
    "round_facts",
    "shares_of",
    "standing_of",
    "terms_text",
]
