"""Anything sent to anything: whoever, whatever, in whichever state of whichever dialogue.

Commands, taps of every verb there is with arguments of every kind, taps on whatever is on the
screen, texts, files, stickers, days that pass, restarts.  After each of them: it was answered, no
member saw what another one wrote, nothing of another branch came through, nothing that somebody
wrote was lost by what somebody else did, and the branch has its one secretary.
"""

import asyncio
import atexit
import shutil
import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from bot.sheets import SheetFiles
from conversations.context import House
from conversations.dialogue import TapHandler
from conversations.router import COMMANDS, TAPS
from conversations.screen import Answer, Tap
from storage import assessments, ballots, dialogues, remarks, reviews, roll
from storage.assessments import Assessment
from storage.database import Database
from storage.reviews import Stage
from storage.roll import BranchDraft, PersonDraft, Role
from tests.conversations.hall import GROUP, LIBRARY, TITLE, Hall, drafts, hall
from tests.conversations.talk import Phone, Talk

SECRETARY, DEPUTY, MEMBER, OTHER, PROBATIONARY, UNLINKED = range(6)
STRANGER, ELSEWHERE = 666, 7777
WHO = st.sampled_from(
    (SECRETARY, SECRETARY, MEMBER, MEMBER, MEMBER, OTHER, DEPUTY, PROBATIONARY, STRANGER)
)
CANARIES = {MEMBER: "Chimyến-2", OTHER: "Chimyến-3"}
"""What two members wrote: unlike anything else on any screen."""
FOREIGN = "Khácchibộ"
"""In every name of the other branch."""
STAGES = ("assessing", "voting", "closed")

TEXTS = st.sampled_from(
    (
        "Tốt",
        "20/12 19h30",
        "05/12/2026",
        "1961",
        "12",
        "85%",
        "Nguyễn Văn Tám",
        "Lý do rất chính đáng của chi bộ",
        "12 3 0 1",
        "-1",
        "",
        " ",
        "x" * 10_000,
        "<b>{name}</b> %s \u202e\u0000 🗳",
        "/khongco",
    )
)
KINDS = st.sampled_from(("sticker", "photo", "voice", "edited", "other"))
COMMAND = st.sampled_from((*sorted(COMMANDS), "khongco"))
TAP = st.sampled_from(sorted(TAPS))
PATH = st.lists(st.integers(0, 499), min_size=2, max_size=8)
NUMBERS = st.lists(st.integers(0, 2**16), min_size=5, max_size=5)
EVIL = ("", "-1", "0", "9" * 40, "١", "<b>", "1:2", "x", "\x00")
KNOWN = (
    *("k", "l", "s", "o", "x", "vi", "xx", "all", "late", "all:1", "1917", "2026", "20261201"),
    *("exempt", "suspended", "official", "committee", "teller", "secretary", "deputy"),
    *("can-tho-2018", "disciplined", "office_level", "targets_done", "task_result"),
    *("tot", "XS", "HTT", "?", "p:weaknesses", "c:task_result", "conclusion", "meeting"),
)
"""Arguments that mean something somewhere."""
SHEETS = (
    "Mã số;Họ và tên;Tư cách;Chức vụ\n1;Nguyễn Văn An;chính thức;bí thư\n9;Vũ Mới;dự bị;",
    "Mã số;Họ và tên;Chức vụ\n2;Trần Văn Chi;bí thư",
    "Mã số;Họ và tên\n1;",
    "PK",
)


@cache
def template(stage: str) -> Path:
    """Files of a branch at a stage, made once."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    asyncio.run(_make(folder, stage))
    return folder


async def _make(folder: Path, stage: str) -> None:
    rows = drafts(6, probationary=(PROBATIONARY,))
    at = Stage.ASSESSMENT if stage == "assessing" else Stage.BALLOT
    async with hall(folder, rows, unlinked=(UNLINKED,), stage=at) as room:
        now = room.talk.now
        async with room.house.db.write() as tx:
            for who, words in CANARIES.items():
                person = room.people[who].id
                await assessments.save_note(tx, room.review.id, person, "p:weaknesses", words)
                await assessments.save_note(tx, room.review.id, person, "c:task_result", words)
                await assessments.save_grade(
                    tx, room.review.id, person, "task_result", "tot", 3, now
                )
                item = remarks.Item.MEETING
                await remarks.save_remark(tx, room.review.id, person, item, words, None, now)
            foreign = [
                PersonDraft(str(n), f"{FOREIGN} {n}", birth_year=1950, roles=posts)
                for n, posts in enumerate((frozenset({Role.SECRETARY}), frozenset[Role]()), 1)
            ]
            change = await roll.write_roll(tx, BranchDraft(f"{FOREIGN} 9"), foreign, None, now)
            first = change.added[0]
            token = await roll.issue_invite(tx, first.id, now, timedelta(days=9), None)
            await roll.use_invite(tx, token, ELSEWHERE, "vi", now)
            review = await reviews.open_review(
                tx, change.branch.id, 2026, "can-tho-2018", None, first.id, now
            )
            await assessments.save_note(tx, review.id, first.id, "p:weaknesses", FOREIGN)
        if stage != "assessing":
            ballot = await room.open()
            if stage == "closed":
                await room.close(ballot)


class AnythingMachine(RuleBasedStateMachine):
    """A branch under whatever its people may send."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()

    @initialize(stage=st.sampled_from(STAGES))
    def begin(self, stage: str) -> None:
        """A copy of the branch at that stage."""
        root = Path(self.folder.name) / "town"
        shutil.copytree(template(stage), root)
        self.runner.run(self._open(root))

    async def _open(self, root: Path) -> None:
        db = await Database.open(root / "data", root / "keys")
        house = House(db, LIBRARY, bot_name="tusoi_bot", fans=True, sheets=SheetFiles())
        async with db.read() as tx:
            people = await roll.people(tx, 1)
            branch = await roll.branch(tx, 1)
            review = await reviews.review(tx, 1)
        assert branch is not None
        assert review is not None
        talk = Talk(house)
        talk.now += timedelta(days=1)
        await ballots.recover(db, talk.now)
        self.room = Hall(house, talk, branch, review, people, (root / "data", root / "keys"))
        self.phones = {who: self.room.phone(who) for who in range(UNLINKED)}
        self.phones[STRANGER] = talk.phone(STRANGER, "Người Lạ")
        self.names = [one.full_name for one in people]
        self.pool = (
            *EVIL,
            *KNOWN,
            *(str(number) for number in range(1, 10)),
            *("A" * 32, "AAAA", "1917"),
        )
        self.written = await self._written()
        self.readers = {self.phones[SECRETARY].account, self.phones[DEPUTY].account}

    # ── what happens ─────────────────────────────────────────────────────────────────────────

    @rule(who=WHO, name=COMMAND, path=PATH)
    def walk(self, who: int, name: str, path: list[int]) -> None:
        """A command, and then button after button of what is shown."""
        phone = self.phones[who]
        self.happen(phone, phone.command(name), "command")
        for step in path:
            self.tap_what_is_shown(phone, step)

    @rule(who=WHO, path=PATH)
    def walk_on(self, who: int, path: list[int]) -> None:
        """Button after button, from wherever he is."""
        for step in path:
            self.tap_what_is_shown(self.phones[who], step)

    def tap_what_is_shown(self, phone: Phone, step: int) -> None:
        """Some button of the newest message, now and then of an older one; home if it has none."""
        messages = phone.chat.messages[-3:] if step % 5 == 0 else phone.chat.messages[-1:]
        buttons = [(one.number, b.data) for one in messages for b in one.buttons if b.data]
        if not buttons:
            self.happen(phone, phone.command("trangchu"), "home")
            return
        number, data = buttons[step // 5 % len(buttons)]
        self.happen(phone, phone.do(Tap(data, number)), data.partition(":")[0], tapped=True)

    @rule(who=WHO, tap=TAP, numbers=NUMBERS)
    def tap_anything(self, who: int, tap: tuple[str, str], numbers: list[int]) -> None:
        """Any verb of any dialogue, with arguments from everywhere."""
        phone, handler = self.phones[who], TAPS[tap]
        data = ":".join([*tap, *self._arguments(handler, numbers)])
        self.happen(phone, phone.tap_data(data), tap[0], tapped=True)

    def _arguments(self, handler: TapHandler, numbers: list[int]) -> list[str]:
        most = handler.least + 2 if handler.most is None else handler.most
        many = handler.least + numbers[0] % (most - handler.least + 1)
        return [self.pool[number % len(self.pool)] for number in numbers[1 : many + 1]]

    @rule(who=WHO, name=COMMAND, group=st.booleans(), argument=st.sampled_from(("", "b1", "ixx")))
    def command(self, who: int, name: str, group: bool, argument: str) -> None:
        phone = self.phones[who]
        place = phone.in_group(GROUP, TITLE) if group else phone
        self.happen(place, place.command(name, argument), "command")

    @rule(who=WHO, text=TEXTS)
    def type(self, who: int, text: str) -> None:
        phone = self.phones[who]
        awaited = self.runner.run(self._awaited(phone))
        self.happen(phone, phone.type(text), awaited)

    @rule(who=WHO, kind=KINDS)
    def send_something(self, who: int, kind: str) -> None:
        self.happen(self.phones[who], self.phones[who].other(kind), "other")

    @rule(who=WHO, name=st.sampled_from(("a.csv", "a.xlsx", "")), content=st.sampled_from(SHEETS))
    def send_file(self, who: int, name: str, content: str) -> None:
        phone = self.phones[who]
        self.happen(phone, phone.send_file(name, content.encode()), "file")

    @rule(hours=st.sampled_from((1, 30, 24 * 9)))
    def let_time_pass(self, hours: int) -> None:
        """What is due is sent meanwhile."""
        self.room.talk.now += timedelta(hours=hours)
        self.runner.run(self.room.sweep())
        self.look()

    @rule()
    def restart(self) -> None:
        """Memory is gone; every later event finds what it needs in the files."""
        self.runner.run(self.room.restart())
        self.room.house.sheets = SheetFiles()

    # ── what must hold ───────────────────────────────────────────────────────────────────────

    def happen(self, phone: Phone, doing: Any, dialogue: str, *, tapped: bool = False) -> None:
        """Let it happen, and look at everything."""
        answer: Answer = self.runner.run(doing)
        assert answer or not tapped, "a tap without an answer"
        before, after = self.written, self.runner.run(self._written())
        self.written = after
        for person, mine in before.items():
            own = self.room.account(self.room.people[person]) == phone.account
            allowed = dialogue in ({"assess", "mine"} if own else {"assist"})
            if allowed and (own or phone.account in self.readers):
                continue
            assert _kept(after[person]) == _kept(mine), (person, dialogue)
        self.look(phone.place.chat)

    def look(self, *chats: int) -> None:
        """Who sees what, in these chats or in all; and that there is one secretary."""
        people = self.runner.run(self._people())
        assert sum(Role.SECRETARY in one.roles for one in people) == 1
        self.readers |= {self.room.account(one) for one in people if one.roles}
        for number in chats or tuple(self.room.talk.chats):
            chat = self.room.talk.chats[number]
            said = "\n".join(
                [text for message in chat.messages for text in (message.text, *_labels(message))]
                + [file.content.decode(errors="ignore") for file in chat.files]
            )
            assert FOREIGN not in said, number
            if number == STRANGER:
                assert not [name for name in self.names if name in said]
            for who, words in CANARIES.items():
                own = number == self.room.account(self.room.people[who])
                assert words not in said or own or number in self.readers, number

    async def _people(self) -> tuple[roll.Person, ...]:
        async with self.room.house.db.read() as tx:
            return await roll.people(tx, self.room.branch.id)

    async def _awaited(self, phone: Phone) -> str:
        async with self.room.house.db.read() as tx:
            found = await dialogues.awaited(tx, phone.account)
        return "" if found is None else found.awaits.partition(":")[0]

    async def _written(self) -> dict[int, Assessment]:
        """What each of the linked has written, by place on the roll."""
        async with self.room.house.db.read() as tx:
            found = await assessments.assessments(tx, self.room.review.id)
        nothing = Assessment(self.room.review.id, 0)
        return {who: found.get(self.room.people[who].id, nothing) for who in range(UNLINKED)}

    def teardown(self) -> None:
        """Leave nothing behind."""
        if hasattr(self, "room"):
            self.runner.run(self.room.house.db.close())
        self.runner.close()
        self.folder.cleanup()


def _kept(one: Assessment) -> tuple[object, ...]:
    return dict(one.grades), one.own_level, dict(one.notes), dict(one.figures)


def _labels(message: Any) -> list[str]:
    return [button.label for button in message.buttons]


TestAnythingMachine = AnythingMachine.TestCase
TestAnythingMachine.settings = settings(
    max_examples=12,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
