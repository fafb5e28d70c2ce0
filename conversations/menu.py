"""The commands that Telegram shows beside the input field, and what the bot says of itself.

Rights do not depend on this list: it only says which commands are worth showing, where, and to
whom they are of use (the help leaves out what the reader may not do).
"""

from dataclasses import dataclass

from conversations.authority import Action
from conversations.words import N_

DESCRIPTION = N_(
    "Tự Soi helps a Party branch with its year-end review: self-assessment, secret ballot, "
    "proposal with its clauses. It is for branch members: please open the invitation link that "
    "your secretary gave you."
)
"""Shown in an empty chat, before START (512 characters at most)."""
SHORT_DESCRIPTION = N_("Year-end review of a Party branch: self-assessment and secret ballot.")
"""Shown on the bot's profile and with its shared link (120 characters at most)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A command of the menu: what it does (a message of the catalogue), where it is shown."""

    name: str
    says: str
    needs: Action
    private: bool = True
    group: bool = False


MENU: tuple[Entry, ...] = (
    Entry("trangchu", N_("what is waiting for you"), Action.HOME),
    Entry("tudanhgia", N_("assess yourself"), Action.HOME),
    Entry("hop", N_("the branch's meetings"), Action.READ_MEETINGS, group=True),
    Entry("nhac", N_("how much you are reminded"), Action.HOME),
    Entry("huy", N_("stop without losing anything"), Action.HOME),
    Entry("riengtu", N_("the secrecy of the ballot"), Action.START, group=True),
    Entry("ngonngu", N_("language"), Action.HOME),
    Entry("dulieu", N_("everything kept about you"), Action.HOME),
    Entry("trogiup", N_("help"), Action.START),
    Entry("kydanhgia", N_("(secretary) the year's review"), Action.OPEN_REVIEW),
    Entry("danhsach", N_("(secretary) the members"), Action.READ_BOARD),
    Entry("dangvien", N_("(secretary) change the roll"), Action.EDIT_ROLL),
    Entry("chiuy", N_("(committee) its view of the members"), Action.APPRAISE),
    Entry("chibo", N_("(committee) the branch and its committee"), Action.APPRAISE),
    Entry("goiy", N_("(secretary) suggestions to explain"), Action.SUGGEST),
    Entry("bophieu", N_("(secretary) the secret ballot"), Action.OPEN_BALLOT, group=True),
    Entry("ketthuc", N_("(secretary) end the voting"), Action.CLOSE_BALLOT, group=True),
    Entry("baocao", N_("(secretary) the report"), Action.READ_REPORT),
    Entry("bieumau", N_("(secretary) forms to print"), Action.READ_PAPERS),
    Entry("nhom", N_("(secretary) the branch's group"), Action.BIND_GROUP, False, True),
)
"""In the order in which they are shown."""
