"""A member's self-assessment: one question at a time, every answer one tap.

    course      which questions, in which order, and how a place in them is kept
    figures     whole numbers of the year, and the facts that they come to
    form        what the guideline's own form asks to be written
    desk        what lies before the one who writes: the member, or who types for him
    awaiting    which text is awaited
    keeping     every answer is a row before its screen is shown
    questions, numbers, levels, overview, reading, reminder
                the screens
    opening     the member's door, and that of who types for him
    answering   answering, skipping, leaving
    writing     notes, parts of the form, answers to suggestions
    typed       what is done with what is typed
    finishing   the own level, submitting, withdrawing

Days, a restart or another phone lose nothing: the place kept is the question to go on with.
"""

from conversations.self_assessment import answering, finishing, opening, reading, typed, writing
from conversations.self_assessment.desk import assistance, dialogue
from conversations.self_assessment.opening import begin_for

__all__ = [
    "answering",
    "assistance",
    "begin_for",
    "dialogue",
    "finishing",
    "opening",
    "reading",
    "typed",
    "writing",
]
