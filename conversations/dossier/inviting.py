"""The sheet of invitations with QR codes, from links that were just issued."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from conversations.context import House
from conversations.dossier.forms import head_of
from conversations.dossier.model import Invitation, Invitations, Paper
from conversations.joining import invite_link_payload
from conversations.people_words import birth_year
from conversations.words import Words
from storage.roll import Branch, Person

INVITATIONS = "invitations"


def invitation_sheet(
    house: House,
    branch: Branch,
    issued: Iterable[tuple[Person, str]],
    at: datetime,
    lasts: timedelta,
) -> Paper:
    """A card for each person with the token just issued to him (`roll.invite_unlinked`).

    The tokens are nowhere else: who loses the sheet has new ones issued.
    """
    t = Words("vi", branch.time_zone)
    last = t.local(at + lasts).date()
    cards = tuple(
        Invitation(one.full_name, house.link(invite_link_payload(token)), birth_year(one), last)
        for one, token in issued
    )
    data = Invitations(branch.name, house.bot_name, cards)
    return Paper(head_of(None, INVITATIONS), data, at, time_zone=branch.time_zone)
