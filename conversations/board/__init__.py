"""The secretary's board: who is linked, who is at which question, who has submitted or was heard.

    lines     everyone on the roll and how far he has come
    listing   the one message: counts, and names in pages
    person    one person: where he stands, his invitation, «đã kiểm điểm»

It never tells who has voted: nothing here reads a ballot.
"""

from conversations.board import listing, person
from conversations.board.lines import dialogue

__all__ = ["dialogue", "listing", "person"]
