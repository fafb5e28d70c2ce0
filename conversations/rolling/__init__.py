"""The roll in chat: the secretary keeps his branch's list, by a sheet or by buttons.

    desk       the roll at a glance, and the ways from there
    listing    who is on it, who has left
    person     one person's line; what can be changed of it
    typing     name and birth, typed
    posts      standing and roles, by buttons
    leaving    transferred out, and back
    adding     a new member, step by step
    sending    a sheet: sent, looked over, written
    plan       what a sheet would change, field by field
    preview    that plan, or the sheet's faults, in pages
    undoing    one step back
    taking     the roll as a file, and the sheet to fill in
    handing    the secretary's post, offered and taken

Every change is asked about once more before it is made, audited, and can be taken back until the
next one.  What waits for its yes is a row, so a restart loses nothing; nothing is half done.
"""

from conversations.rolling import (
    adding,
    desk,
    handing,
    leaving,
    listing,
    person,
    posts,
    sending,
    taking,
    typing,
    undoing,
)
from conversations.rolling.declared import dialogue

__all__ = [
    "adding",
    "desk",
    "dialogue",
    "handing",
    "leaving",
    "listing",
    "person",
    "posts",
    "sending",
    "taking",
    "typing",
    "undoing",
]
