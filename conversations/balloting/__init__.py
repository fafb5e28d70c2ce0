"""The secretary's side of a ballot: preparing, opening, closing, declaring void.

situation    what the ballots of a review are worked out from, read at once
rounds       which ballots can be held now: levels, re-votes, the second round, the branch's own
preparation  one of them with what the secretary has chosen, ready to be opened
overview     the preparation at a glance, as screens for the private chat
warning      what the secretary is warned of meanwhile
lists        its lists of people, as screens
terms        its majority, quorum, closing time, and what the group will see
desk         the preparation at one event
preparing    the dialogue: every list and term
opening      the dialogue: one button in the group opens it, or one in the chat
further      the dialogue: what remains to be voted on after a count; a tie left to those above
running      the dialogue, while it is open: its roll, a latecomer, the closing time
reminding    the reminder to all who have not voted
newcomer     somebody joins while a ballot waits for his vote
tellers      who counts the paper ballots, and how they are called
tally_sheet  the paper figures as screens
tally_desk   the paper count as one teller finds it
tallying     the dialogue: one teller enters them, another confirms, the box is opened
figures      a count in words
protocol     the dialogue: the figures of a count, for the secretary and the tellers
closing      how a ballot ends, and who is told
ending       the dialogue: where a ballot stands, closing it, declaring it void
wiping       what is left of an ended ballot in the voters' own chats is wiped
cards        what the group sees

The preparation holds private things (why somebody is left off, what a level is ruled out by), so
it is shown in the private chat alone; the group gets one button that only secretary and deputy may
press.  What the secretary has chosen so far is kept as one row, so that the deputy sees the same
and the next round starts from it; at opening everything else is worked out anew.
"""

from conversations.balloting import (
    ending,
    further,
    opening,
    preparing,
    protocol,
    reminding,
    running,
    tallying,
    tellers,
    wiping,
)
from conversations.balloting.closing import told_at_start
from conversations.balloting.declared import dialogue
from conversations.balloting.newcomer import joined
from conversations.balloting.preparing import from_link

__all__ = [
    "dialogue",
    "ending",
    "from_link",
    "further",
    "joined",
    "opening",
    "preparing",
    "protocol",
    "reminding",
    "running",
    "tallying",
    "tellers",
    "told_at_start",
    "wiping",
]
