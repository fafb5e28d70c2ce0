"""The secretary's board: who is linked, who is at which question, who has submitted or was heard.

    lines       everyone on the roll and how far he has come
    listing     the one message: counts, and names in pages
    person      one person: where he stands, what can be done for him, «đã kiểm điểm»
    invitation  links: one person's, its withdrawal, a lost phone, everybody's
    reminding   nudging the late ones

It never tells who has voted: nothing here reads a ballot.
"""

from conversations.board import invitation, listing, person, reminding
from conversations.board.lines import dialogue

__all__ = ["dialogue", "invitation", "listing", "person", "reminding"]
