"""The branch as an organisation and its committee as a collective: what their level may be.

page      both with their ceiling, the advised level, and the clauses
grading   the committee grades them, criterion by criterion, and says which level it takes
deciding  what the committee above has decided
writing   the parts of their own review in words, answers to suggestions; ``parts`` its screens
"""

from conversations.bodies import deciding, grading, page, writing
from conversations.bodies.declared import dialogue

__all__ = ["deciding", "dialogue", "grading", "page", "writing"]
