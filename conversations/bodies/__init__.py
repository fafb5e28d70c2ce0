"""The branch as an organisation and its committee as a collective: what their level may be.

page      both with their ceiling, the advised level, and the clauses
grading   the committee grades them, criterion by criterion, and says which level it takes
"""

from conversations.bodies import grading, page
from conversations.bodies.declared import dialogue

__all__ = ["dialogue", "grading", "page"]
