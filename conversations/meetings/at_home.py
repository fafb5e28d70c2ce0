"""The next meeting on the home screen: with its button while the member has not answered."""

from markupsafe import Markup

from conversations.authority import Action, may
from conversations.context import Context
from conversations.meetings.declared import dialogue
from conversations.meetings.phrases import ANSWERS, when
from conversations.screen import Button
from storage import meetings


async def next_meeting(c: Context) -> tuple[Markup, Button, bool] | None:
    """The line of the next meeting, the button to it, and whether an answer is awaited.

    None: nothing is set, or it does not concern the account.
    """
    if not may(c.me, Action.READ_MEETINGS, group=False):
        return None
    found = await meetings.next_meeting(c.tx, c.account.branch.id, c.at)
    if found is None:
        return None
    t, moment = c.t, when(c.t, found.starts_at)
    data = dialogue.data("show", found.id)
    mine = (await meetings.replies(c.tx, found.id)).get(c.account.person.id)
    if mine is not None:
        line = t(
            "🗓 The branch meets: {when}. Your answer: {answer}.",
            when=moment,
            answer=t.plain(ANSWERS[mine.answer]),
        )
        return line, Button(t.plain("🗓 The meeting"), data), False
    if not may(c.me, Action.ANSWER_MEETING, group=False):
        line = t("🗓 The branch meets: {when}.", when=moment)
        return line, Button(t.plain("🗓 The meeting"), data), False
    line = t("🗓 The branch meets: {when}. You have not answered yet.", when=moment)
    return line, Button(t.plain("✋ Do you come?"), data), True
