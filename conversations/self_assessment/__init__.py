"""A member's self-assessment: one question at a time, every answer one tap.

    course      which questions, in which order, and how a place in them is kept
    desk        what lies before the member at an event: read once, checked once
    questions   the screens of single questions
    overview    everything on one screen, with what the rules allow and why; after submission
    answering   opening, answering, skipping, leaving
    finishing   the own level, submitting, withdrawing

Every answer is a row before its screen is shown, so days, a restart or another phone lose nothing:
the place kept is the question to go on with.
"""

from conversations.self_assessment import answering, finishing
from conversations.self_assessment.desk import dialogue

__all__ = ["answering", "dialogue", "finishing"]
