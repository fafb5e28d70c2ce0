"""Two rounds under the guideline of a university: a branch of sixty, five of them on paper.

One member without a majority is voted on again; a tie at the edge of the quota's places is voted
again among the tied.  People tap what they see, nothing else.
"""

from collections.abc import Sequence

from bot.demo import sixty
from bot.demo.afterwards import Traces, look
from bot.demo.printer import Printer
from bot.demo.sixty import FIRST_TELLER, PHONES, SECOND_TELLER, SECRETARY
from bot.demo.stage import Stage
from bot.sandbox import Group, Person
from conversations.words import Words
from rules import Ruleset

GUIDELINE = "dhyd-can-tho-2018"
SOON = 30.0
"""Seconds after which the group has been told whatever there is to tell."""


class TwoRounds:
    """The branch of sixty, and its ballots in their order."""

    def __init__(self, stage: Stage, printer: Printer, t: Words) -> None:
        self.stage = stage
        self.printer = printer
        self.t = t
        self.people: dict[str, Person] = {}
        self.ruleset: Ruleset = stage.tusoi.house.library.get(GUIDELINE)
        self._group: Group | None = None

    @property
    def secretary(self) -> Person:
        return self.people[SECRETARY]

    @property
    def group(self) -> Group:
        if self._group is None:
            raise LookupError("the group is made in the first scene")
        return self._group

    async def run(self) -> Traces:
        """Play it all; returns what the database holds at the end."""
        t = self.t
        self.printer.scene(t.plain("1. A branch of sixty and its group"))
        with self.printer.folded(t.plain("The members come in")):
            await self._gather()
        self.printer.scene(t.plain("2. The review; the branch has heard everybody"))
        with self.printer.folded(t.plain("Everybody is recorded as heard")):
            await self._review()
        self.printer.scene(t.plain("3. The first round is prepared: levels 2 to 4, some on paper"))
        await self._prepare()
        self.printer.scene(t.plain("4. The first round"))
        await self._hold("first")
        self.printer.scene(t.plain("5. No majority for one member: voted on again"))
        await self._next(t.plain("🔁 No majority: vote again ({n})", n=1))
        await self._hold("again")
        self.printer.scene(t.plain("6. The second round: a fifth of those at level 2"))
        await self._next(t.plain("⭐ Second round: pick ({n})", n=53))
        await self._hold("picks")
        self.printer.scene(t.plain("7. Equal votes at the edge: voted again among the tied"))
        await self._next(t.plain("⚖️ Equal votes: vote again ({n})", n=3))
        await self._hold("tied")
        self.printer.scene(t.plain("8. The report"))
        await self._report()
        return await look(self.stage.tusoi.house.db, self.stage.settings.keys)

    # ── scenes ───────────────────────────────────────────────────────────────────────────────

    async def _gather(self) -> None:
        for name in PHONES:
            person = self.people[name] = self.stage.sandbox.person(name)
            await person.open_link(self.stage.links[name])
            await person.tap("Đúng là tôi")
        branch = self.stage.imported.branch
        self._group = self.stage.sandbox.group(branch.name, creator=self.secretary)
        for name in PHONES[1:]:
            await self.group.add(self.people[name])
        await self.group.add_bot(by=self.secretary, admin=True)
        await self.secretary.tap(self.group.messages[-1].labels[0], in_=self.group)

    async def _review(self) -> None:
        chair = self.secretary
        await chair.send("/kydanhgia")
        await chair.tap(self.ruleset.short_title)
        await chair.tap(self._with("2018", "theo văn bản này"))
        await chair.send("/kydanhgia")
        await chair.tap("Khóa phần tự đánh giá")
        await chair.tap("Khóa")
        await chair.send("/bophieu")
        await chair.tap(self._with("Chưa kiểm điểm"))
        while any("đã kiểm điểm" in label for label in chair.screen.labels):
            await chair.tap(self._with("đã kiểm điểm"))
        await chair.tap("Quay lại")

    async def _prepare(self) -> None:
        chair = self.secretary
        await chair.tap(self._with("Phiếu giấy"))
        await chair.tap(self._with("Mọi người chưa liên kết"))
        with self.printer.folded(self.t.plain("Those who are away are excused")):
            await chair.tap("Quay lại")
            await chair.tap(self._with("Vắng có lý do"))
            for name in sixty.EXCUSED:
                while not any(name in label for label in chair.screen.labels):
                    await chair.tap("Trang sau")
                await chair.tap(self._with(name))
        await chair.tap("Quay lại")

    async def _next(self, label: str) -> None:
        """From the report of one ballot to the next."""
        await self.secretary.tap(self._with("Còn phải bỏ phiếu gì"))
        await self.secretary.tap(label.split(" ", 1)[1])

    async def _hold(self, ballot: str) -> None:
        """Open it, let everybody vote by phone, count the paper, count it all."""
        await self.secretary.tap("Đưa nút mở vào nhóm")
        await self.secretary.tap("Mở bỏ phiếu kín", in_=self.group)
        first, *others = enumerate(PHONES[: sixty.TURNOUT[ballot]])
        if ballot == "picks":
            await self._vote(ballot, *first)
        else:
            with self.printer.folded(self.t.plain("The first voter")):
                await self._vote(ballot, *first)
        with self.printer.folded(self.t.plain("The other members")):
            for number, name in others:
                await self._vote(ballot, number, name)
        await self.stage.sandbox.wait(SOON)
        await self.secretary.send("/ketthuc")
        await self.secretary.tap("Đúng, kết thúc bỏ phiếu")
        await self.stage.sandbox.wait(SOON)
        with self.printer.folded(self.t.plain("Two tellers count the paper ballots")):
            await self._count_paper(ballot)
        await self.stage.sandbox.wait(SOON)

    async def _vote(self, ballot: str, number: int, name: str) -> None:
        """One voter's ballot, by what stands on its screens."""
        voter = self.people[name]
        await voter.tap("Bỏ phiếu", in_=self.group)
        await voter.tap("Bắt đầu")
        if ballot in {"picks", "tied"}:
            for picked in self._picks(ballot, number):
                while not any(picked in label for label in voter.screen.labels):
                    await voter.tap("Trang sau")
                await voter.tap(next(one for one in voter.screen.labels if picked in one))
            await voter.tap("Xem lại và bỏ phiếu")
        while any("Để trống" in label for label in voter.screen.labels):
            await voter.tap(self._level(ballot, number, self._asked(voter)) or "Để trống")
        await voter.tap("Bỏ phiếu")
        await voter.tap("Đúng, bỏ phiếu")

    def _level(self, ballot: str, number: int, subject: str) -> str | None:
        return sixty.HTT if ballot == "again" else sixty.level(number, subject)

    def _picks(self, ballot: str, number: int) -> Sequence[str]:
        """In the order of the ballot, so that pages are only turned forward."""
        chosen = sixty.picks(number) if ballot == "picks" else sixty.picks_of_the_tied(number)
        return sorted(chosen, key=sixty.NAMES.index)

    def _asked(self, voter: Person) -> str:
        lines = voter.screen.text.split("\n")
        return next(name for name in sixty.NAMES if name in lines)

    async def _count_paper(self, ballot: str) -> None:
        """One teller enters the five paper ballots, the other confirms; then all is counted."""
        first, second = self.people[FIRST_TELLER], self.people[SECOND_TELLER]
        await first.tap("Nhập phiếu giấy")
        await first.tap("Thu đủ 5 phiếu, đều hợp lệ")
        await first.send("\n".join(self._lines(ballot)))
        await first.tap("Bàn giao để xác nhận")
        await self.stage.sandbox.wait(SOON)
        await second.tap("Xem và xác nhận")
        while "Đúng, mở và kiểm phiếu" not in " ".join(second.screen.labels):
            await second.tap("Trang sau")
        await second.tap("Đúng, mở và kiểm phiếu")

    def _lines(self, ballot: str) -> list[str]:
        """What the first teller types: one line of numbers for each subject of the ballot."""
        match ballot:
            case "first":
                return [" ".join(map(str, sixty.on_paper(name))) for name in sixty.NAMES]
            case "again":
                return ["5 0 0 0"]
            case "picks":
                base = [name for name in sixty.NAMES if name not in sixty.LOWER]
                return [str(sixty.paper_picks(name)) for name in base]
            case _:
                return ["5", "5", "0"]

    async def _report(self) -> None:
        await self.secretary.send("/baocao")
        await self.secretary.tap(self._with("Tỷ lệ"))
        await self.secretary.tap("Báo cáo")
        await self.secretary.tap(self._with("Từng đảng viên"))
        await self.secretary.tap("5")
        await self.secretary.tap("Danh sách")
        await self.secretary.tap("Báo cáo")
        with self.printer.folded(self.t.plain("The whole report as one file")):
            await self.secretary.tap("Toàn bộ trong một tệp")

    def _with(self, *parts: str) -> str:
        """The label on the secretary's screen that holds one of these words."""
        labels: Sequence[str] = self.secretary.screen.labels
        return next(label for label in labels if any(part in label for part in parts))
