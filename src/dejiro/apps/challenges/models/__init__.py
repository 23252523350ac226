"""Challenges, the ideas that answer them, the questions that everybody sees, and what was tried before."""

from dejiro.apps.challenges.models.attempts import Attempt
from dejiro.apps.challenges.models.challenges import Challenge, Follow, Sponsor
from dejiro.apps.challenges.models.ideas import Amendment, Idea, IdeaVersion
from dejiro.apps.challenges.models.questions import Answer, Question

__all__ = ["Amendment", "Answer", "Attempt", "Challenge", "Follow", "Idea", "IdeaVersion", "Question", "Sponsor"]
