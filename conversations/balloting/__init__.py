"""The secretary's side of a ballot: preparing, opening, closing, declaring void.

preparation  who is on it, who is left off and why, who votes
terms        its quorum, closing time and tellers
lists        the preparation as screens, for the private chat
preparing    the dialogue: prepare in private, open with one button in the group
running      the dialogue, while it is open: its roll, a latecomer, the closing time
reminding    the reminder to all who have not voted
closing      how a ballot ends, and who is told
ending       the dialogue: where a ballot stands, closing it, declaring it void
cards        what the group sees

The preparation holds private things (why somebody is left off, what a level is ruled out by), so
it is shown in the private chat alone; the group gets one button that only secretary and deputy may
press.  What the secretary has chosen so far travels in his buttons: nothing is stored before the
ballot is opened, and at opening everything is worked out anew.
"""

from conversations.balloting import ending, preparing, reminding, running
from conversations.balloting.closing import told_at_start
from conversations.balloting.declared import dialogue
from conversations.balloting.preparing import from_link

__all__ = ["dialogue", "ending", "from_link", "preparing", "reminding", "running", "told_at_start"]
