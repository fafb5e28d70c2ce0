"""The year-end of the branch, scene by scene: people tap what they see, nothing else."""

from collections.abc import Sequence

from bot.demo import cast
from bot.demo.afterwards import Traces, look
from bot.demo.cast import Member
from bot.demo.printer import Printer
from bot.demo.stage import Stage
from bot.sandbox import Group, Person
from conversations.words import Words
from rules import Kind, Ruleset

GUIDELINE = "can-tho-2018"
GRADES = ("Xuất sắc", "Tốt", "Trung bình", "Kém")
SHOWN_QUESTIONS = 3
DAY = 86_400.0


class Play:
    """Everyone on stage, and the scenes in their order."""

    def __init__(self, stage: Stage, printer: Printer, t: Words) -> None:
        self.stage = stage
        self.printer = printer
        self.t = t
        self.people: dict[str, Person] = {}
        self.ruleset: Ruleset = stage.tusoi.house.library.get(GUIDELINE)
        self._group: Group | None = None

    @property
    def secretary(self) -> Person:
        return self.people[cast.SECRETARY]

    @property
    def group(self) -> Group:
        if self._group is None:
            raise LookupError("the group is made in the third scene")
        return self._group

    async def run(self) -> Traces:
        """Play it all; returns what the database holds at the end."""
        self._roll()
        await self._join()
        await self._bind_group()
        await self._open_review()
        await self._assess()
        await self._board()
        await self._prepare_ballot()
        await self._vote()
        await self._close()
        await self._report()
        await self._later_fact()
        await self._papers()
        return await self._afterwards()

    # ── scenes ───────────────────────────────────────────────────────────────────────────────

    def _roll(self) -> None:
        self.printer.scene(self.t.plain("1. The roll comes from the secretary's spreadsheet"))
        change = self.stage.imported.change
        self.printer.say(
            self.t.plain(
                "{branch}, {upper}: {n} people, each with an invitation link for himself alone.",
                branch=change.branch.name,
                upper=change.branch.upper or "",
                n=len(change.added),
            )
        )

    async def _join(self) -> None:
        self.printer.scene(self.t.plain("2. The members open their invitations"))
        await self._link(cast.SECRETARY)
        with self.printer.folded(self.t.plain("The other members")):
            for name in self.stage.links:
                if name not in {cast.SECRETARY, cast.NO_TELEGRAM}:
                    await self._link(name)
        self.printer.say(
            self.t.plain("{name} never opens Telegram. A stranger tries:", name=cast.NO_TELEGRAM)
        )
        stranger = self.stage.sandbox.person(cast.STRANGER)
        await stranger.open_link(self.stage.links[cast.DEPUTY])
        await stranger.write("Cho tôi xem kết quả")

    async def _link(self, name: str) -> None:
        person = self.people[name] = self.stage.sandbox.person(name)
        await person.open_link(self.stage.links[name])
        await person.tap("Đúng là tôi")

    async def _bind_group(self) -> None:
        self.printer.scene(self.t.plain("3. The branch's group"))
        branch = self.stage.imported.branch
        self._group = self.stage.sandbox.group(branch.name, creator=self.secretary)
        with self.printer.folded(self.t.plain("The members come into the group")):
            for name, person in self.people.items():
                if name != cast.SECRETARY:
                    await self.group.add(person)
        await self.group.add_bot(by=self.secretary, admin=True)
        await self.people[cast.DEPUTY].tap(self.group.messages[-1].labels[0], in_=self.group)
        await self.secretary.tap(self.group.messages[-1].labels[0], in_=self.group)

    async def _open_review(self) -> None:
        self.printer.scene(self.t.plain("4. The secretary opens the year's review"))
        await self.secretary.send("/kydanhgia")
        await self.secretary.tap(self.ruleset.short_title)
        with self.printer.folded(self.t.plain("Each member is told")):
            await self.secretary.tap(self._with("2018", "theo văn bản này"))
        await self.secretary.send("/kydanhgia")

    async def _assess(self) -> None:
        self.printer.scene(self.t.plain("5. Self-assessment: one criterion at a time"))
        first, *others = sorted(cast.MEMBERS, key=lambda member: member.name != cast.FIRST)
        await self._start(first)
        self.printer.say(self.t.plain("Two days later she goes on where she stopped:"))
        await self.stage.sandbox.wait(2 * DAY)
        await self._write(first, shown=1)
        with self.printer.folded(self.t.plain("The other members")):
            for member in others:
                if member.name != cast.DEPUTY:
                    await self._write(member)
        self.printer.say(
            self.t.plain(
                "{name} is a civil servant whose office rated her one level lower:",
                name=cast.DEPUTY,
            )
        )
        deputy = next(member for member in others if member.name == cast.DEPUTY)
        await self._write(deputy, shown=0)

    async def _start(self, member: Member) -> None:
        """The first questions, then she leaves."""
        person = self.people[member.name]
        await person.send("/tudanhgia")
        for _ in range(SHOWN_QUESTIONS):
            await self._answer(person, member)
        await person.tap("Lưu và nghỉ")

    async def _write(self, member: Member, shown: int | None = None) -> None:
        """A whole self-assessment; ``shown``: how many criteria are printed before folding."""
        person = self.people[member.name]
        await person.send("/tudanhgia")
        graded = 0
        while self._offers(person, GRADES[0]) or self._offers(person, "Có"):
            if shown is not None and graded >= shown:
                with self.printer.folded(self.t.plain("The criteria in between")):
                    while self._left(person) > 1:
                        await self._answer(person, member)
                shown = None
            await self._answer(person, member)
            graded += 1
        if not self._offers(person, member.own) and self._offers(person, "Bỏ qua ›"):
            await person.tap("Bỏ qua ›")
        if self._offers(person, member.own):
            await person.tap(member.own)
        if member.name == cast.FIRST:
            await self._put_in_words(person)
        await person.tap("Nộp")

    async def _put_in_words(self, person: Person) -> None:
        """The written parts of the form, one after the other; dictated, as she likes it."""
        await person.tap("Phần viết")
        await person.tap("Viết lần lượt")
        first, *others = cast.WRITTEN
        await person.write(first)
        with self.printer.folded(self.t.plain("The other written parts")):
            for text in others:
                await person.tap("Phần sau ›")
                await person.write(text)
        await person.tap("Xem tổng hợp")

    async def _answer(self, person: Person, member: Member) -> None:
        if self._offers(person, "Có"):
            leads = member.name == cast.LEADER and "lãnh đạo" in person.screen.text
            await person.tap("Có" if leads else "Không")
            return
        lines = person.screen.text.split("\n")
        criterion = next(one for one in self.ruleset.criteria(Kind.MEMBER) if one.name in lines)
        await person.tap(member.task if criterion.group == "task_result" else member.rest)

    def _left(self, person: Person) -> int:
        """How many criteria are still to come, by “Câu 3/12” on the screen; many before them."""
        head = person.screen.text.split("\n")[0].split()
        if head[0] != "Câu":
            return 99
        place, total = head[-1].split("/")
        return int(total) - int(place) + 1

    async def _board(self) -> None:
        self.printer.scene(self.t.plain("6. The secretary's board"))
        await self.secretary.send("/danhsach")
        await self.secretary.tap("Chỉ xem người chưa xong")
        self.printer.say(
            self.t.plain(
                "{name} spoke for himself at the meeting; the secretary records it.",
                name=cast.NO_TELEGRAM,
            )
        )
        await self.secretary.tap(cast.NO_TELEGRAM)
        await self.secretary.tap("Ghi “đã kiểm điểm”")

    async def _prepare_ballot(self) -> None:
        self.printer.scene(self.t.plain("7. The secret ballot is prepared and opened"))
        await self.stage.sandbox.wait(10 * DAY)
        await self.secretary.send("/kydanhgia")
        await self.secretary.tap("Khóa phần tự đánh giá")
        await self.secretary.tap("Khóa")
        await self.secretary.send("/bophieu")
        await self.secretary.tap("Đưa nút mở vào nhóm")
        self.printer.say(
            self.t.plain("A member taps the secretary's button, then the secretary does:")
        )
        await self.people[cast.LAST].tap("Mở bỏ phiếu kín", in_=self.group)
        await self.secretary.tap("Mở bỏ phiếu kín", in_=self.group)

    async def _vote(self) -> None:
        self.printer.scene(self.t.plain("8. Everyone votes in private; the group sees a number"))
        first, *others = enumerate(cast.VOTERS)
        await self._fill_in(*first, shown=True)
        with self.printer.folded(self.t.plain("The other members")):
            for number, name in others:
                await self._fill_in(number, name)
        self.printer.say(
            self.t.plain(
                "{name} is on probation: rated, but without a vote.", name=cast.PROBATIONARY
            )
        )
        await self.people[cast.PROBATIONARY].tap("Bỏ phiếu", in_=self.group)
        self.printer.say(self.t.plain("One member votes anew; only the last ballot counts."))
        with self.printer.folded(self.t.plain("The same questions again, from blank")):
            await self._fill_in(len(cast.VOTERS) - 1, cast.VOTERS[-1])
        await self.stage.sandbox.wait(30)

    async def _fill_in(self, number: int, name: str, *, shown: bool = False) -> None:
        voter = self.people[name]
        await voter.tap("Bỏ phiếu", in_=self.group)
        await voter.tap("Bỏ phiếu lại" if self._offers(voter, "Bỏ phiếu lại") else "Bắt đầu")
        if shown:
            await self._mark(voter, number)
            await voter.tap("Vì sao?")
            await voter.tap("Quay lại")
            await self._mark(voter, number)
            with self.printer.folded(self.t.plain("The members in between")):
                while not self._on_last(voter):
                    await self._mark(voter, number)
        while self._offers(voter, "Để trống"):
            await self._mark(voter, number)
        await voter.tap("Bỏ phiếu")
        await voter.tap("Đúng, bỏ phiếu")

    async def _mark(self, voter: Person, number: int) -> None:
        lines = voter.screen.text.split("\n")
        subject = next(name for name in self.stage.links if name in lines)
        offered = [level.name for level in self.ruleset.levels if self._offers(voter, level.name)]
        await voter.tap(cast.choice(number, subject, offered) or "Để trống")

    def _on_last(self, voter: Person) -> bool:
        place, total = voter.screen.text.split("\n")[0].split()[-1].split("/")
        return place == total

    async def _close(self) -> None:
        self.printer.scene(self.t.plain("9. The secretary ends the voting; the box is counted"))
        await self.secretary.send("/ketthuc")
        await self.secretary.tap("Kết thúc và kiểm phiếu")
        await self.stage.sandbox.wait(30)

    async def _report(self) -> None:
        self.printer.scene(self.t.plain("10. The report reaches the secretary alone"))
        await self.secretary.send("/baocao")
        await self.secretary.tap(self._with("Từng đảng viên"))
        for number in ("2", "4", "9", "10"):
            await self.secretary.tap(number)
            with self.printer.folded(self.t.plain("Back to the list")):
                await self.secretary.tap("Danh sách")
        await self.secretary.tap("Báo cáo")
        await self.secretary.tap(self._with("Tỷ lệ"))
        await self.secretary.tap("Báo cáo")
        await self.secretary.tap(self._with("Không xếp loại"))
        await self.secretary.tap("Báo cáo")
        await self.secretary.tap("Kiểm phiếu")
        await self.secretary.tap("Trang sau")
        await self.secretary.tap("Báo cáo")
        with self.printer.folded(self.t.plain("The whole report as one file")):
            await self.secretary.tap("Toàn bộ trong một tệp")

    async def _later_fact(self) -> None:
        self.printer.scene(self.t.plain("11. A fact that comes later holds the proposal"))
        self.printer.say(
            self.t.plain(
                "The office of {name} now tells its rating; the votes stay as they are.",
                name=cast.AWAITING_OFFICE,
            )
        )
        await self.secretary.send("/danhsach")
        await self.secretary.tap("Trang sau")
        await self.secretary.tap(cast.AWAITING_OFFICE)
        await self.secretary.tap("Thông tin để xếp loại")
        await self.secretary.tap(self._number_of(self.ruleset.facts["office_level"].name))
        await self.secretary.tap(cast.HN)
        await self.secretary.send("/baocao")
        await self.secretary.tap(self._with("Từng đảng viên"))
        await self.secretary.tap("Trang sau")
        number = self._number_of(cast.AWAITING_OFFICE)
        await self.secretary.tap(number)

    async def _papers(self) -> None:
        self.printer.scene(self.t.plain("12. Every form, filled in, to print and sign"))
        await self.secretary.send("/bieumau")
        await self.secretary.tap("Toàn bộ hồ sơ (.zip)")

    def _number_of(self, name: str) -> str:
        """The number of the line that names something, on the secretary's screen."""
        lines = self.secretary.screen.text.split("\n")
        return next(line for line in lines if name in line and line[0].isdigit()).split(".")[0]

    async def _afterwards(self) -> Traces:
        t = self.t
        self.printer.scene(t.plain("13. What the database still holds"))
        traces = await look(self.stage.tusoi.house.db, self.stage.settings.keys)
        for line in (
            t.plain("Envelopes: {n}", n=traces.envelopes),
            t.plain("Keys of ballots: {n}", n=traces.key_files),
            t.plain("Totals (subject and level): {n}", n=traces.totals),
        ):
            self.printer.say(line)
        return traces

    # ── what is on a screen ──────────────────────────────────────────────────────────────────

    def _offers(self, person: Person, label: str) -> bool:
        return any(_word(shown) == label for shown in person.screen.labels)

    def _with(self, *parts: str) -> str:
        """The label on the secretary's screen that holds one of these words."""
        labels: Sequence[str] = self.secretary.screen.labels
        return next(label for label in labels if any(part in label for part in parts))


def _word(label: str) -> str:
    """A label without the sign in front of it."""
    return label.lstrip("✓✅⬜🗳▶️ ")
