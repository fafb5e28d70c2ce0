"""What must hold whatever people did: looked at after every test of this package."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from bot.sandbox import Person, Sandbox
from bot.sandbox.entities import Formatted, utf16_slice
from bot.sandbox.world import Message

CODE: Final = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")
PASSING: Final = frozenset({"live", "awaited", "outbox"})
"""Tables that say where a screen is and what is about to be said, not what was decided."""

LONGEST_TEXT, LONGEST_LABEL, MOST_WORDS_A_ROW = 4096, 40, 2
MOST_SEEN: Final = 700
"""Characters of a screen that are seen before anything is unfolded or asked for in full."""
WAYS_OUT: Final = (
    "Trang chính",
    "Lưu và nghỉ",
    "Quay lại",
    "Trợ giúp",
    "Không phải tôi",
)
"""Labels that lead away; Trợ giúp stands on the home screen itself."""
READ_IN_FULL: Final = "Bản tự đánh giá năm"
"""How a member's own paper begins, which he asked to read in full."""
_ENGLISH: Final = re.compile(
    r"\b(the|you|your|please|this|that|is|are|was|were|has|have|not|and|nothing|button|vote|"
    r"ballot|member|branch|secretary|error|exception|traceback|none|null|true|false)\b",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(r"\d{6,}:[A-Za-z0-9_-]{20,}")
_DATA: Final = re.compile(
    r"\b(home|join|group|review|board|facts|committee|suggest|body|assess|ballot|vote|report|meet|roll|mine)"
    r":[a-z]"
)
_MARKED: Final = re.compile(r"[Hh]oàn thành|\b(XS|HTT|HN|KHT)\b")


def dump(data: Path, *, but: frozenset[str] = PASSING) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every lasting table (all tables but those named)."""
    with closing(sqlite3.connect(f"file:{data / 'tusoi.sqlite'}?mode=ro", uri=True)) as db:
        tables = [
            name
            for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name not in but and not name.startswith("sqlite_")
        ]
        return {
            table: sorted(db.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)
            for table in tables
        }


def receipts(person: Person) -> list[str]:
    """The receipts that the person was shown, oldest first."""
    return [
        CODE.findall(message.content.text)[0]
        for message in person.history
        if message.author.is_bot and "Mã biên nhận" in message.content.text
    ]


def published(texts: list[str]) -> list[str]:
    """The receipts that the group was told, in the order of the message that lists them."""
    return [code for text in texts for code in CODE.findall(text)]


def faults_of(sandbox: Sandbox, log: str) -> list[str]:
    """Everything that breaks a promise which holds for any event, as sentences; none if all is
    well: no tap hangs, every screen fits, Vietnamese chats speak Vietnamese, the log is mute."""
    lost = {str(call.parameters.get("callback_query_id")) for call, _ in sandbox.faults.struck}
    found = [
        f"never answered: {query.label!r} {query.data!r}"
        for query in sandbox.unanswered
        if query.id not in lost  # Telegram itself had failed on that answer
    ]
    english = {user.id for user in sandbox.server.world.users.values() if user.language != "vi"}
    for message in sandbox.everything_said:
        if message.author.is_bot and not message.service:
            strange = message.chat.user is not None and message.chat.user.id in english
            found += _screens(message, vietnamese=not strange)
    found += [
        f"English in a toast: {toast.text!r}"
        for toast in sandbox.server.toasts
        if toast.user_id not in english and _ENGLISH.search(toast.text)
    ]
    return found + list(_of_log(log))


def seen_of(content: Formatted) -> int:
    """How many characters are seen while every expandable quote is folded."""
    folds = [one for one in content.entities if one.kind == "expandable_blockquote"]
    return len(content.text) - sum(
        len(utf16_slice(content.text, one.offset, one.length)) for one in folds
    )


def _screens(message: Message, *, vietnamese: bool) -> Iterator[str]:
    for version in message.versions:
        text = version.content.text
        labels = [button.label for row in version.keyboard for button in row]
        if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT:
            yield f"too long: {text[:80]!r}"
        in_full = text.startswith(READ_IN_FULL) and "📖 Xem đầy đủ" not in labels
        if (seen := seen_of(version.content)) > MOST_SEEN and not in_full:
            yield f"a wall of {seen}: {text[:80]!r}"
        for label in labels:
            if len(label) > LONGEST_LABEL:
                yield f"label of {len(label)}: {label!r}"
        for row in version.keyboard:
            words = [button.label for button in row if len(button.label) > 3]
            if len(words) > MOST_WORDS_A_ROW:
                yield f"a row of {len(words)} words: {words}"
        away = any(way in label for label in labels for way in WAYS_OUT)
        if message.chat.private and labels and not away:
            yield f"no way out of {text[:80]!r}: {labels}"
        if vietnamese:
            for said in (text, *labels):
                if _ENGLISH.search(said):
                    yield f"English: {said[:200]!r}"


def _of_log(log: str) -> Iterator[str]:
    for line in log.splitlines():
        if " ERROR " in line or " CRITICAL " in line or "Traceback" in line:
            yield f"log: {line}"
        for shape in (_TOKEN, _DATA, _MARKED, CODE):
            if shape.search(line):
                yield f"log tells: {line}"
