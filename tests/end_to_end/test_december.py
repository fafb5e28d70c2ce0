"""A month of a branch's December on a virtual clock, as ``tusoi demo --scenario december``."""

import asyncio
from collections import Counter
from datetime import time

import pytest

from bot.demo.december import FEW, GONE, LATE, NAMES, NEVER, SECRETARY
from bot.sandbox import Kind, Record, no_network
from conversations.words import Words
from storage.outbox import OutboxRow, State
from tests.end_to_end.december import PATH, played

Month = tuple[str, list[Record], tuple[OutboxRow, ...]]


@pytest.fixture(scope="module")
def month() -> Month:
    """The month, played once."""
    with no_network():
        return asyncio.run(played())


def test_every_message_of_every_chat_reads_as_it_was_kept(month: Month) -> None:
    """`python -m tests.end_to_end.december` writes the file anew, to be read aloud and kept."""
    assert month[0] == PATH.read_text(encoding="utf-8")


def test_nobody_is_disturbed_in_the_quiet_hours(month: Month) -> None:
    """No message of the bot's own accord from 21:00 to 06:30, the whole month through."""
    t = Words("vi")
    reminders = [one for one in month[1] if one.by_bot and one.text.startswith(("🔔", "☀️"))]
    hours = [t.local(one.at).time() for one in reminders if one.kind is Kind.MESSAGE]
    assert len(hours) > 30
    assert all(time(6, 30) <= hour < time(21) for hour in hours)


def test_the_month_leaves_nothing_waiting_and_nothing_unexplained(month: Month) -> None:
    """Every row has ended; what failed or was dropped has its reason; none is perhaps twice."""
    rows = month[2]
    assert not [row for row in rows if row.state in {State.WAITING, State.CLAIMED}]
    assert all(row.reason for row in rows if row.state in {State.FAILED, State.DROPPED})
    assert not [row for row in rows if row.perhaps_sent]
    assert {row.state for row in rows if row.kind == "remind.moment"} >= {State.SENT}


def test_who_owes_nothing_hears_only_of_the_meeting(month: Month) -> None:
    """Fewer reminders for who is done or wants few than for who is late; none for the absent."""
    told = Counter(
        one.chat
        for one in month[1]
        if one.by_bot and one.kind is Kind.MESSAGE and one.text.startswith("🔔 Nhắc đồng chí")
    )
    assert told["Lê Văn An"] == 2  # the eve and the hour
    assert told[FEW] < told[LATE] < told[SECRETARY]
    assert told[GONE] == told[NEVER] == 0


def test_the_group_never_learns_who_is_late(month: Month) -> None:
    """Dates and counts stand in the group, and no name of a member."""
    said = [one.text for one in month[1] if one.by_bot and not one.private]
    assert any("Đã nộp bản tự đánh giá: 3/7" in text for text in said)
    assert not [text for text in said if LATE in text or FEW in text]


def test_nobody_learns_who_has_voted(month: Month) -> None:
    """The group sees numbers; the digest says nothing of the ballot; the reminder to those who have
    not voted is one row that names nobody, and reaches only who has not."""
    records, rows = month[1], month[2]
    voting = [one for one in records if "Đã bỏ phiếu: " in one.text and not one.private]
    counts = [one.text.split("Đã bỏ phiếu: ")[1].split()[0] for one in voting]
    assert (counts[0], counts[-1]) == ("0/5", "5/5")
    said = [one.text for one in records if one.by_bot and not one.private]
    assert not [text for text in said for name in NAMES if name in text]
    digests = [one.text for one in records if "Chi bộ sáng nay" in one.text]
    assert len(digests) > 8
    assert not [text for text in digests if "phiếu" in text.lower()]
    assert {one.chat for one in records if "Đồng chí chưa bỏ phiếu" in one.text} == {GONE}
    assert {row.person_id for row in rows if row.kind.startswith("ballot.remind")} == {None}
