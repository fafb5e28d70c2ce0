"""The branch as an organisation and its committee as a collective: what their level may be.

page      both with their ceiling, the advised level, and the clauses
grading   the committee grades them, criterion by criterion, and says which level it takes
writing   the parts of their own review in words, answers to suggestions; ``parts`` its screens
"""

from conversations.bodies import grading, page, writing
from conversations.bodies.declared import dialogue

__all__ = ["dialogue", "grading", "page", "writing"]
