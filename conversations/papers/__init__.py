"""The printed papers in chat: which there are, for whom, and the whole file of a year.

declared   the dialogue, and how a paper is asked for
menu       everything that secretary and deputy can print
people     one member's papers
sending    the branch's papers, blank forms, the whole file
own        a member's own review and grades; a teller's protocol
inviting   the sheet of invitations with QR codes

A paper is made of what the database holds at that moment and is kept nowhere; its last line tells
when it was made and of which data.
"""

from conversations.papers import inviting, menu, own, people, sending
from conversations.papers.declared import dialogue

__all__ = ["dialogue", "inviting", "menu", "own", "people", "sending"]
