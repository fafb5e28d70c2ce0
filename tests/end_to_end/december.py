"""A branch's December as people read it: every message of every chat, in its order.

``python -m tests.end_to_end.december`` writes the golden file anew, to be read aloud and kept.

What the bot sends is told in full; screens that are edited under a person's own taps are left out
in private chats (his taps stand in one line), cards that change in the group are told.  What people
do stands in its order, and after each deed what came of it: first in his own chat, then in the
group, then in the others' chats, whose order is nobody's promise.  Receipts are drawn by chance and
stand masked.
"""

import asyncio
import io
import re
import sys
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from bot.demo import december
from bot.demo.december import December
from bot.demo.printer import Printer
from bot.demo.stage import on_stage
from bot.sandbox import Kind, Record, no_network
from conversations.words import Words
from storage import outbox

RECEIPT = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
PATH = Path(__file__).parent / "golden" / "december.txt"


async def played() -> tuple[str, list[Record], tuple[outbox.OutboxRow, ...]]:
    """The month: as it is read, as it was recorded, and what became of each row of the outbox."""
    t = Words("vi")
    with TemporaryDirectory() as folder:
        async with on_stage(Path(folder), roll=(december.SHEET, december.sheet())) as stage:
            printer = Printer(Console(file=io.StringIO()), t)
            await December(stage, printer, t).run()
            records = stage.sandbox.transcript.visible
            async with stage.tusoi.house.db.read() as tx:
                rows = await outbox.messages(tx)
    return readable(records, t), records, rows


def readable(records: list[Record], t: Words) -> str:
    """The records as a transcript: a heading a day, a paragraph a message."""
    shown = [one for one in records if _told(one)]
    parts = []
    for day, of_day in groupby(shown, lambda one: t.local(one.at).date()):
        parts.append(f"══ {t.weekday(day)}, {t.date(day)} ══")
        parts += _paragraphs([one for deed in _deeds(list(of_day)) for one in _in_order(deed)], t)
    return RECEIPT.sub("••••-••••", "\n\n".join(parts)) + "\n"


def _told(one: Record) -> bool:
    if one.kind is Kind.EDIT:
        return not one.private and bool(one.text)
    return one.kind in {Kind.MESSAGE, Kind.TAP, Kind.TOAST, Kind.ALERT} and not (
        one.text.startswith("/start")
    )


def _is_deed(one: Record) -> bool:
    return not one.by_bot and one.kind in {Kind.MESSAGE, Kind.TAP}


def _deeds(records: list[Record]) -> list[list[Record]]:
    """Each thing that somebody did, with what came after it."""
    found: list[list[Record]] = []
    for one in records:
        if _is_deed(one) or not found:
            found.append([])
        found[-1].append(one)
    return found


def _in_order(deed: list[Record]) -> list[Record]:
    """Minute by minute the doer's own chat, the group, the others."""
    first = deed[0]

    def place(one: Record) -> tuple[int, bool, bool, str]:
        minute = int((one.at - first.at).total_seconds() // 60)
        return minute, one.chat != first.author, one.private, one.chat

    return sorted(deed, key=lambda one: (not _is_deed(one), place(one)))


def _paragraphs(some: list[Record], t: Words) -> list[str]:
    found = []
    for (kind, author), group in groupby(some, lambda one: (one.kind, one.author)):
        several = list(group)
        if kind is Kind.TAP:
            found.append(f"▸ {author} chạm: {_taps(several)}")
        else:
            found += [_paragraph(one, t) for one in several]
    return found


def _taps(several: list[Record]) -> str:
    """The labels, one that is tapped again and again with its number."""
    runs = [(label, len(list(run))) for label, run in groupby(one.text for one in several)]
    return " · ".join(label if times == 1 else f"{label} ({times} lần)" for label, times in runs)


def _paragraph(one: Record, t: Words) -> str:
    if one.kind in {Kind.TOAST, Kind.ALERT}:
        return f"Tự Soi → {one.author} · báo nhanh: {one.text}"
    if not one.by_bot:
        return f"▸ {one.author} gửi: {one.text}"
    place = one.chat if one.private else f"nhóm {one.chat}"
    mark = " · sửa tin" if one.kind is Kind.EDIT else ""
    lines = [f"Tự Soi → {place} · {t.time(one.at)}{mark}"]
    lines += [f"    {line}".rstrip() for line in one.text.split("\n")]
    lines += ["    " + "  ".join(f"[ {label} ]" for label in row) for row in one.buttons]
    return "\n".join(lines)


if __name__ == "__main__":
    with no_network():
        PATH.write_text(asyncio.run(played())[0], encoding="utf-8")
    sys.stdout.write(f"{PATH}\n")
