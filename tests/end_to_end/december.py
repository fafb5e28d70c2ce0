"""A branch's December as people read it: every message of every chat, in its order.

``python -m tests.end_to_end.december`` writes the golden file anew, to be read aloud and kept.

What the bot sends is told in full; screens that are edited under a person's own taps are left out
in private chats (his taps stand in one line), cards that change in the group are told.  Within a
minute the chats stand in a fixed order, for theirs is nobody's promise.
"""

import asyncio
import io
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
        for _, minute in groupby(of_day, lambda one: t.local(one.at).replace(second=0).time()):
            in_order = sorted(minute, key=lambda one: (one.private, one.chat))
            for _, of_chat in groupby(in_order, lambda one: (one.private, one.chat)):
                parts += _paragraphs(list(of_chat), t)
    return "\n\n".join(parts) + "\n"


def _told(one: Record) -> bool:
    if one.kind is Kind.EDIT:
        return not one.private and bool(one.text)
    return one.kind in {Kind.MESSAGE, Kind.TAP, Kind.TOAST, Kind.ALERT} and not (
        one.text.startswith("/start")
    )


def _paragraphs(some: list[Record], t: Words) -> list[str]:
    found = []
    for (kind, author), group in groupby(some, lambda one: (one.kind, one.author)):
        several = list(group)
        if kind is Kind.TAP:
            found.append(f"▸ {author} chạm: {' · '.join(one.text for one in several)}")
        else:
            found += [_paragraph(one, t) for one in several]
    return found


def _paragraph(one: Record, t: Words) -> str:
    if not one.by_bot:
        return f"▸ {one.author} gửi: {one.text}"
    if one.kind in {Kind.TOAST, Kind.ALERT}:
        return f"  (báo nhanh cho {one.chat}: {one.text})"
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
