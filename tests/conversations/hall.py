"""A meeting of a branch: its roll, its group, a review at the stage of ballots, and the phones.

Everybody on the roll is linked and has been heard unless a test says otherwise.  ``sweep`` sends
what is due in the outbox, as the sweeper would: cards are edited in place.
"""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from markupsafe import Markup

from conversations import router
from conversations.balloting.preparation import prepare
from conversations.context import Errand, House, Later
from conversations.screen import DATA_BYTES, Place, Show
from rules import fact_to_json, load_library
from storage import ballots, outbox, reviews, roll
from storage.ballots import Ballot
from storage.database import Database
from storage.reviews import Review, Source, Stage
from storage.roll import Branch, BranchDraft, Person, PersonDraft, Role, Standing
from tests.conversations.talk import Phone, Talk
from tests.ready import ready

GROUP = -1001
TITLE = "Chi bộ 3"
START = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)
LIBRARY = load_library()
_FOLD = re.compile(r"<blockquote expandable>.*?</blockquote>", re.DOTALL)

FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ")
GIVEN = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khánh", "Lan", "Minh", "Nga")


def name_of(number: int) -> str:
    """A name for the member of that number; no two alike up to a hundred."""
    return f"{FAMILIES[number % 10]} Văn {GIVEN[(number // 10 + number) % 10]}"


@dataclass
class Hall:
    """The branch and its talk; ``people`` in roll order, the first is the secretary."""

    house: House
    talk: Talk
    branch: Branch
    review: Review
    people: Sequence[Person]
    place: tuple[Path, Path]
    _phones: dict[int, Phone] = field(default_factory=dict)

    def account(self, person: Person) -> int:
        return 1000 + person.id

    def phone(self, who: int) -> Phone:
        """The private chat of the member at that place of the roll."""
        person = self.people[who]
        if who not in self._phones:
            self._phones[who] = self.talk.phone(self.account(person), person.full_name)
        return self._phones[who]

    def in_group(self, who: int) -> Phone:
        return self.phone(who).in_group(GROUP, TITLE)

    @property
    def card(self) -> str:
        """The text of the newest ballot card in the group."""
        chat = self.talk.chat(Place(GROUP, True, TITLE))
        cards = [m for m in chat.messages if m.task and m.task.removeprefix("ballot:").isdigit()]
        return cards[-1].text

    @property
    def group_texts(self) -> str:
        chat = self.talk.chat(Place(GROUP, True, TITLE))
        return "\n".join(
            [m.text for m in chat.messages]
            + [button.label for m in chat.messages for button in m.buttons]
        )

    async def fact(self, who: int, fact: str, value: object, *, confirmed: bool = True) -> None:
        """Record a fact of a member, as the secretary would."""
        ruleset = LIBRARY.get(self.review.ruleset_id)
        json = fact_to_json(ruleset.facts[fact], value)  # type: ignore[arg-type]
        person = self.people[who].id
        async with self.house.db.write() as tx:
            await reviews.record_fact(
                tx,
                self.review.id,
                person,
                fact,
                json,
                Source.SECRETARY,
                self.people[0].id,
                self.talk.now,
                confirmed,
            )

    async def sweep(self, *, after: float = 30) -> None:
        """Let time pass, and send what is due."""
        self.talk.now += timedelta(seconds=after)
        async with self.house.db.write() as tx:
            rows = await outbox.claim_due(tx, self.talk.now, 100, router.SPREADS)
        for row in rows:
            await self._spread(row)
        async with self.house.db.write() as tx:
            rows = await outbox.claim_due(tx, self.talk.now, 100)
        for row in rows:
            if row.person_id is None and row.chat_id is None:
                await self._fan(row)
                continue
            async with self.house.db.read() as tx:
                me = row.person_id and await roll.account_of_person(tx, row.person_id)
                words = self.house.words_for(me or None)
                errand = Errand(self.house, tx, row, self.talk.now, words, me or None)
                later = None
                try:
                    parts = await router.word(errand)
                except Later as night:
                    parts, later = None, night.until
            async with self.house.db.write() as tx:
                if later is not None:
                    await outbox.retry_at(tx, row.id, later, "")
                    continue
                if parts is None:
                    await outbox.drop(tx, row.id, "not needed", self.talk.now)
                    continue
                await outbox.mark_sent(tx, row.id, self.talk.now)
            place = Place(GROUP, True, TITLE) if me is None else Place(me.telegram_id)
            chat = self.talk.chat(place)
            for part in parts:
                live = None
                if isinstance(part, Show):
                    live = next((m.number for m in chat.messages if m.task == part.task), None)
                chat.take((part,), live, self.talk.next_number)

    async def _spread(self, row: outbox.OutboxRow) -> None:
        """Put a row for each whom it concerns; they are sent by the next sweep."""
        now = self.talk.now
        async with self.house.db.write() as tx:
            errand = Errand(self.house, tx, row, now, self.house.words_for(None), None)
            if await router.spread(errand):
                await outbox.mark_sent(tx, row.id, now)
            else:
                await outbox.drop(tx, row.id, "not needed", now)

    async def _fan(self, row: outbox.OutboxRow) -> None:
        """Send one row to all whom it concerns, as the sweeper would."""
        now = self.talk.now
        async with self.house.db.read() as tx:
            errand = Errand(self.house, tx, row, now, self.house.words_for(None), None)
            found = await router.recipients(errand)
            assert found is not None
            for me in found:
                own = Errand(self.house, tx, row, now, self.house.words_for(me), me)
                parts = await router.word(own)
                if parts is not None:
                    chat = self.talk.chat(Place(me.telegram_id))
                    chat.take(parts, None, self.talk.next_number)
        async with self.house.db.write() as tx:
            await outbox.mark_sent(tx, row.id, now)

    async def ballots(self) -> tuple[Ballot, ...]:
        async with self.house.db.read() as tx:
            return await ballots.ballots(tx, self.review.id)

    async def open(self, which: str = "", *, excused: Sequence[int] = ()) -> Ballot:
        """Prepare in private, put the button into the group, open it there.

        ``which``: the label of another ballot than the one offered first.
        """
        secretary = self.phone(0)
        await secretary.command("bophieu")
        if which:
            await secretary.tap("🔀 Cuộc bỏ phiếu khác")
            await secretary.tap(which)
        if excused:
            await secretary.tap("Vắng có lý do")
            for who in excused:
                while self.people[who].full_name not in " ".join(secretary.labels):
                    await secretary.tap("Trang sau ›")
                await secretary.tap(self.people[who].full_name)
            await secretary.tap("‹ Quay lại")
        await secretary.tap("📣 Đưa nút mở vào nhóm")
        await self.sweep()
        await self.in_group(0).tap("🗳 Mở bỏ phiếu kín")
        return (await self.ballots())[-1]

    async def enter(self, who: int, ballot: Ballot) -> Phone:
        """Follow the card's link into the private chat and start the ballot."""
        phone = self.phone(who)
        await phone.tap_data(f"vote:open:{ballot.id}")
        return phone

    async def vote(self, who: int, ballot: Ballot, *marks: str | None) -> str:
        """Vote with these visible labels, one a subject (None: blank); returns the receipt."""
        phone = await self.enter(who, ballot)
        await phone.tap("▶️ Bắt đầu" if "▶️ Bắt đầu" in phone.labels else "🗳 Bỏ phiếu lại")
        for mark in marks:
            await phone.tap(mark or "⬜ Để trống")
        await phone.tap("🗳 Bỏ phiếu")
        await phone.tap("✅ Đúng, bỏ phiếu")
        return phone.text.split("đồng chí: ")[1].split()[0]

    async def cast_blank(self, ballot: Ballot, *who: int) -> None:
        """These cast blank ballots, by the store: a count needs three."""
        async with self.house.db.write() as tx:
            for one in who:
                slot = await ballots.voter_slot(tx, ballot.id, self.people[one].id)
                assert slot is not None
                keys = self.house.db.keys
                await ballots.cast(tx, keys, ballot, slot, {}, at=self.talk.now)

    async def pick(self, who: int, ballot: Ballot, *places: int) -> str:
        """Pick these subjects, by their place on the ballot from 0; returns the receipt."""
        phone = await self.enter(who, ballot)
        await phone.tap("▶️ Bắt đầu" if "▶️ Bắt đầu" in phone.labels else "🗳 Bỏ phiếu lại")
        for place in places:
            label = f"▫️ {place + 1}. {ballot.subjects[place].name}"
            while label not in phone.labels:
                await phone.tap("Trang sau ›")
            await phone.tap(label)
        await phone.tap("📋 Xem lại và bỏ phiếu")
        await phone.tap("🗳 Bỏ phiếu")
        await phone.tap("✅ Đúng, bỏ phiếu")
        return phone.text.split("đồng chí: ")[1].split()[0]

    async def close(self, ballot: Ballot) -> Ballot:
        """End the voting in private and let everyone be told."""
        secretary = self.phone(0)
        await secretary.command("ketthuc")
        await secretary.tap("✅ Kết thúc và kiểm phiếu")
        await self.sweep()
        return next(one for one in await self.ballots() if one.id == ballot.id)

    async def stamp(self) -> int:
        """The stamp that a forged opening button would need."""
        day = self.talk.now.date()
        async with self.house.db.read() as tx:
            found = await prepare(tx, self.house, self.branch, self.review, day)
        assert found is not None
        return found.stamp

    async def secretary_of_another_branch(self) -> Phone:
        """A secretary with a branch, a roll and a review of his own, in the same program."""
        now = self.talk.now
        async with self.house.db.write() as tx:
            change = await roll.write_roll(tx, BranchDraft("Chi bộ 9"), drafts(4), None, now)
            people = await roll.people(tx, change.branch.id)
            token = await roll.issue_invite(tx, people[0].id, now, timedelta(days=1), None)
            await roll.use_invite(tx, token, 7777, "vi", now)
            review = await reviews.open_review(
                tx, change.branch.id, 2026, "can-tho-2018", None, people[0].id, now
            )
            await reviews.set_stage(tx, review.id, Stage.BALLOT, people[0].id, now)
        return self.talk.phone(7777, "Người khác")

    async def restart(self) -> None:
        """Stop the program and start it anew over the same files: memory is gone."""
        await self.house.db.close()
        db = await Database.open(*self.place)
        await ballots.recover(db, self.talk.now)
        self.house = House(db, LIBRARY, bot_name="tusoi_bot", fans=True)
        self.talk.house = self.house


def drafts(
    many: int, probationary: Sequence[int] = (), **standing: Sequence[int]
) -> list[PersonDraft]:
    """A roll of so many people: a secretary, a deputy, and members."""
    roles = {0: frozenset({Role.SECRETARY}), 1: frozenset({Role.DEPUTY})}
    standings = {
        who: Standing(name)
        for name, whom in {"probationary": probationary, **standing}.items()
        for who in whom
    }
    return [
        PersonDraft(
            str(number + 1),
            name_of(number),
            joined=date(2010, 5, 19),
            official=date(2011, 5, 19),
            standing=standings.get(number, Standing.OFFICIAL),
            roles=roles.get(number, frozenset()),
        )
        for number in range(many)
    ]


@asynccontextmanager
async def hall(
    folder: Path,
    rows: Sequence[PersonDraft],
    *,
    unheard: Sequence[int] = (),
    unlinked: Sequence[int] = (),
    upper: str | None = None,
    stage: Stage = Stage.BALLOT,
    group: bool = True,
    ruleset: str = "can-tho-2018",
) -> AsyncIterator[Hall]:
    """A branch ready to vote."""
    data, keys = folder / "data", folder / "keys"
    ready(data)
    db = await Database.open(data, keys)
    await ballots.recover(db, START)
    house = House(db, LIBRARY, bot_name="tusoi_bot", fans=True)
    async with db.write() as tx:
        change = await roll.write_roll(tx, BranchDraft(TITLE, upper), rows, None, START)
        people = await roll.people(tx, change.branch.id)
        for place, person in enumerate(people):
            if place not in unlinked:
                token = await roll.issue_invite(tx, person.id, START, timedelta(days=9), None)
                await roll.use_invite(tx, token, 1000 + person.id, "vi", START)
        if group:
            await roll.bind_group(tx, change.branch.id, GROUP, TITLE, people[0].id, START)
        review = await reviews.open_review(
            tx, change.branch.id, 2026, ruleset, None, people[0].id, START
        )
        for place, person in enumerate(people):
            if place not in unheard:
                await reviews.record_heard(tx, review.id, person.id, True, people[0].id, START)
        if stage is not Stage.ASSESSMENT:
            await reviews.set_stage(tx, review.id, stage, people[0].id, START)
        branch = await roll.branch(tx, change.branch.id)
    assert branch is not None
    found = Hall(house, Talk(house, START), branch, review, people, (data, keys))
    try:
        yield found
    finally:
        await found.house.db.close()


def seen_of(phone: Phone) -> str:
    """What the newest message shows before any of its quotes is unfolded."""
    return Markup(_FOLD.sub("", phone.chat.messages[-1].screen.text)).striptags()


def assert_short(phone: Phone) -> None:
    """The newest message is no wall on a small phone: 700 characters until one unfolds it."""
    assert len(seen_of(phone)) <= 700, seen_of(phone)


def assert_fits(phone: Phone) -> None:
    """What stands in a chat fits Telegram: 4096 characters, 100 buttons, 64 bytes, no cut words."""
    for message in phone.chat.messages:
        assert len(message.screen.text.striptags()) <= 4096
        assert len(str(message.screen.text)) <= 4096 * 2
        buttons = message.buttons
        assert len(buttons) <= 100
        assert all(len(row) <= 8 for row in message.screen.rows)
        assert all(len(button.data.encode()) <= DATA_BYTES for button in buttons)
        assert all(len(button.label) <= 40 for button in buttons)
