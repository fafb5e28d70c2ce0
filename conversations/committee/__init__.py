"""The committee's view (chi ủy): its members go through the branch, one member after the other.

    desk      a member as the committee sees him: nothing of him before he has submitted
    listing   everyone, and how far the committee has come
    card      one member: his own view and the committee's, side by side
    grading   the committee's grades and the level it proposes
    remarks   what others say of him: residence, organisations, committee, meeting, chair
    reading   what he wrote
    meeting   his review given back to him after the meeting, and what he is shown of it

Nobody appraises himself.  The meeting's comments and the chair's conclusion are noted by secretary
or deputy.
"""

from conversations.committee import card, grading, listing, meeting, reading, remarks
from conversations.committee.declared import dialogue

__all__ = ["card", "dialogue", "grading", "listing", "meeting", "reading", "remarks"]
