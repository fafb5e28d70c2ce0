"""The sweeper: sends what is due in the outbox, in due order, at the permitted pace.

It looks after every event (``kick``), when the next row falls due, when the machine's time is
moved (``SystemClock.sleep`` returns then), and every half an hour in any case.  A clock that was
set back has the reminders planned anew: what was sent stays sent, what was dropped meanwhile waits
again.

What it claims waits here in one lane per chat, so that a chat gets its messages in their order and
a busy group holds up nobody else.  Each message is worded when its turn has come; words that come
back as None mean that it is no longer needed.

What becomes of a row:

====================  ============================================================================
sent                  ``sent``
perhaps delivered     ``sent``, marked ``perhaps_sent``: Telegram left it unknown, so never again
no longer needed      ``dropped``
unreachable, refused  ``failed``, with Telegram's reason
busy (429)            stays first in its lane until Telegram allows; put back if that is long
no network            stays first; the sweeper waits, twice as long each time, a minute at most
one row to many       ``sent``, whoever they were and whatever became of it
one row into many     ``sent``, in the transaction that puts a row for each of them
not at this hour      put back until the hour at which it may be said (``context.Later``)
a fault of ours       put back twice, then ``failed`` with the reference in the log
====================  ============================================================================

A process that dies between claiming and recording leaves rows of which nobody knows whether they
went out.  They are sent (again): a notice that comes twice is better than one that never comes.

loop     the sweeper: looking, claiming, whose turn it is, recording
posting  what becomes of one row: worded, posted, fanned out, or spread into rows
jobs     a claimed row on its way, what became of it, and how that is recorded
outage   how long the network is left alone
"""

from bot.sweeper.loop import Sweeper

__all__ = ["Sweeper"]
