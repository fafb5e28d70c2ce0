"""A branch's review of one year: its stage, its facts with their provenance, who was heard.

model    what a review and a statement of fact are
course   opening, stages, and how it came from one to the other
facts    what was said, and what of it counts
heard    whom the branch has heard
"""

from storage.reviews.course import (
    Move,
    current_review,
    latest_review,
    moves,
    open_review,
    review,
    reviews_of,
    set_stage,
)
from storage.reviews.facts import all_facts, facts_changed_since, facts_of, forget_fact, record_fact
from storage.reviews.hearing import heard, record_heard
from storage.reviews.model import COLUMNS, FactRecord, Review, Source, Stage, as_review, branch_of

__all__ = [
    "COLUMNS",
    "FactRecord",
    "Move",
    "Review",
    "Source",
    "Stage",
    "all_facts",
    "as_review",
    "branch_of",
    "current_review",
    "facts_changed_since",
    "facts_of",
    "forget_fact",
    "heard",
    "latest_review",
    "moves",
    "open_review",
    "record_fact",
    "record_heard",
    "review",
    "reviews_of",
    "set_stage",
]
