"""A month of a small branch's December: meetings, reminders, digests; nobody is told without need.

One member is diligent, one late, one wants few reminders, one blocks the bot, one never comes in.
The meeting is moved, the bot is down over a morning, the ballot is held, a second meeting is called
off, the file is due.  People tap what they see, nothing else; between two scenes time passes as it
does.
"""

from datetime import datetime, time, timedelta
from typing import Final

from bot.demo.printer import Printer
from bot.demo.stage import Stage
from bot.sandbox import Group, Person
from conversations.words import N_, Words
from rules import Ruleset

GUIDELINE: Final = "dhyd-can-tho-2018"
BRANCH: Final = "Chi bộ Phòng Công tác sinh viên"
UPPER: Final = "Đảng ủy Trường Đại học Sông Hậu"
SHEET: Final = "december.csv"
HEADINGS: Final = ("Số thẻ", "Họ và tên", "Năm sinh", "Ngày vào Đảng", "Ngày chính thức", "Chức vụ")

SECRETARY, DEPUTY = "Trần Văn Hòa", "Nguyễn Thị Minh Châu"
DILIGENT, LATE, FEW, GONE, NEVER = (
    "Lê Văn An",
    "Phạm Thị Bình",
    "Võ Văn Dũng",
    "Lý Thị Thu Hà",
    "Mai Văn Chín",
)
AWAY: Final = (DEPUTY, NEVER)
"""Who is excused from the meeting."""
HEARD: Final = (SECRETARY, FEW, GONE)
"""Who submits nothing and speaks at the meeting."""
VOTERS: Final = (DILIGENT, LATE, SECRETARY, FEW, GONE)
LEVEL: Final = "Hoàn thành tốt nhiệm vụ"
NAMES: Final = (SECRETARY, DEPUTY, DILIGENT, LATE, FEW, GONE, NEVER)
POSTS: Final = {SECRETARY: "bí thư", DEPUTY: "phó bí thư"}


def sheet() -> bytes:
    """The roll as a .csv file."""
    rows = [
        (str(n), name, str(1958 + 3 * n), "19/05/2005", "19/05/2006", POSTS.get(name, ""))
        for n, name in enumerate(NAMES, 1)
    ]
    return "\n".join(",".join(line) for line in [(BRANCH,), (UPPER,), HEADINGS, *rows]).encode()


class December:
    """The branch and its month, day by day."""

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
            raise LookupError("the group is made on the first day")
        return self._group

    async def run(self) -> None:
        """Play the month, from the 3rd to the 31st."""
        for title, scene in (
            (N_("3 December: the review is open, the meeting is set"), self._set),
            (N_("4–7 December: who is quick, who stops midway"), self._quick),
            (N_("8 December: a week before, only to those who still owe something"), self._week),
            (N_("10 December: the meeting is moved, and its reminders with it"), self._moved),
            (N_("11–13 December: papers are due; the bot is down over a morning"), self._down),
            (N_("15 December: a reminder comes while somebody types"), self._eve),
            (N_("16 December: the meeting"), self._meeting),
            (N_("16 December: the secret ballot at the meeting"), self._ballot),
            (
                N_("17–20 December: a second meeting is called off, and nobody is reminded"),
                self._off,
            ),
            (N_("21–24 December: the file is due; then it is quiet"), self._file),
        ):
            self.printer.scene(self.t.plain(title))
            await scene()
        await self._until(31, "12:00")

    # ── days ─────────────────────────────────────────────────────────────────────────────────

    async def _set(self) -> None:
        chair = self.people[SECRETARY] = self.stage.sandbox.person(SECRETARY)
        with self.printer.folded(self.t.plain("The members come in")):
            for name in NAMES[:-1]:
                if name != SECRETARY:
                    self.people[name] = self.stage.sandbox.person(name)
                await self.people[name].open_link(self.stage.links[name])
                await self.people[name].tap("Đúng là tôi")
            self._group = self.stage.sandbox.group(BRANCH, creator=chair)
            await self.group.add(*(self.people[name] for name in NAMES[1:-1]))
            await self.group.add_bot(by=chair, admin=True)
            await chair.tap("Đúng nhóm chi bộ", in_=self.group)
            await chair.send("/kydanhgia")
            await chair.tap(self.ruleset.short_title)
            await chair.tap(self._with("2018"))
        await chair.send("/hop 15/12 14h tại Hội trường A")
        await chair.tap("Đúng")
        await chair.tap("Báo cho chi bộ")
        await self.stage.sandbox.wait(60)
        await chair.send("/nhac")
        await chair.tap("Lịch nhắc của chi bộ")

    async def _quick(self) -> None:
        await self._until(4, "09:00")
        for name in (DILIGENT, DEPUTY):
            await self.people[name].tap("Có mặt")
            with self.printer.folded(self.t.plain("A whole self-assessment")):
                await self._assess(self.people[name])
        await self._until(6, "20:00")
        with self.printer.folded(self.t.plain("Four questions, then a pause")):
            await self._begin(self.people[LATE])
        await self._until(7, "10:00")
        await self.people[GONE].block()

    async def _week(self) -> None:
        await self._until(8, "08:05")
        await self.people[LATE].tap("Đến muộn")
        await self._until(8, "20:00")
        await self.people[FEW].tap("Nhắc việc")
        await self.people[FEW].tap("Chỉ nhắc sát ngày")

    async def _moved(self) -> None:
        await self._until(10, "09:00")
        chair = self.secretary
        await chair.send("/hop")
        await chair.tap(self._with("15/12"))
        await chair.tap("Thay đổi")
        await chair.tap("Ngày giờ")
        await chair.send("16/12 8h")
        await chair.tap("Đúng")
        await chair.tap("Báo thay đổi cho chi bộ")
        await self._until(10, "10:00")
        for name in (DEPUTY, DILIGENT, LATE):
            await self.people[name].tap("Có mặt")

    async def _down(self) -> None:
        await self._until(12, "22:00")
        self.printer.say(self.t.plain("The server is switched off until 09:30."))
        await self.stage.down(self._seconds(13, "09:30"))
        await self._until(13, "19:00")
        with self.printer.folded(self.t.plain("The rest of the self-assessment")):
            await self._assess(self.people[LATE])

    async def _eve(self) -> None:
        await self._until(15, "07:58")
        deputy = self.people[DEPUTY]
        await deputy.send("/hop")
        await deputy.tap("Xin vắng")
        await self._until(15, "08:05")
        await deputy.write("Phải đưa đoàn sinh viên đi thực tế")

    async def _meeting(self) -> None:
        await self._until(16, "08:05")
        chair = self.secretary
        await self.people[GONE].unblock()
        await chair.send("/hop")
        await chair.tap(self._with("16/12"))
        await chair.tap("Điểm danh")
        with self.printer.folded(self.t.plain("Those who are away are excused")):
            for name in AWAY:
                while f"🙋 {name}" not in chair.screen.labels:
                    await chair.tap(name)
        await chair.tap("Những người còn lại có mặt")
        await self._until(16, "11:00")
        with self.printer.folded(self.t.plain("The self-assessment is closed")):
            await chair.send("/kydanhgia")
            await chair.tap("Khóa phần tự đánh giá")
            await chair.tap("Khóa")

    async def _ballot(self) -> None:
        """Who has spoken at the meeting is recorded; then those present vote on their phones."""
        chair = self.secretary
        await chair.send("/bophieu")
        await chair.tap(self._with("Chưa kiểm điểm"))
        for name in HEARD:
            await chair.tap(self._with(name))
        await chair.tap("Quay lại")
        await chair.tap("Đưa nút mở vào nhóm")
        await chair.tap("Mở bỏ phiếu kín", in_=self.group)
        *most, last = VOTERS
        for name in most:
            with self.printer.folded(self.t.plain("{name} votes", name=name)):
                await self._vote(self.people[name])
        await chair.send("/bophieu")
        await chair.tap("Nhắc người chưa bỏ phiếu")
        await self._until(16, "11:20")
        with self.printer.folded(self.t.plain("{name} votes", name=last)):
            await self._vote(self.people[last])
        await self._until(16, "11:30")
        await chair.send("/ketthuc")
        await chair.tap("Kết thúc và kiểm phiếu")
        await self._until(16, "11:40")

    async def _vote(self, voter: Person) -> None:
        await voter.tap("Bỏ phiếu", in_=self.group)
        await voter.tap("Bắt đầu")
        while any("Để trống" in label for label in voter.screen.labels):
            await voter.tap(LEVEL)
        await voter.tap("Bỏ phiếu")
        await voter.tap("Đúng, bỏ phiếu")

    async def _off(self) -> None:
        await self._until(17, "09:00")
        chair = self.secretary
        await chair.send("/hop 20/12 14h tại Hội trường A")
        await chair.tap("Đúng")
        await chair.tap("Chương trình")
        await chair.tap("2")  # the first round has been held
        await chair.tap("Quay lại")
        await chair.tap("Báo cho chi bộ")
        await self._until(18, "15:00")
        await chair.tap("Xem cuộc họp")
        await chair.tap("Hủy họp")
        await chair.tap("Đúng, hủy họp")
        await chair.send("Trùng lịch họp của Đảng ủy Trường")
        await self._until(20, "20:00")

    async def _file(self) -> None:
        await self._until(24, "16:00")
        chair = self.secretary
        with self.printer.folded(self.t.plain("The review is ended")):
            await chair.send("/kydanhgia")
            await chair.tap("Kết thúc kỳ đánh giá")
            await chair.tap(self._with("🏁"))

    # ── what people do ───────────────────────────────────────────────────────────────────────

    async def _begin(self, person: Person) -> None:
        """What comes before the criteria, and four of them."""
        await person.send("/tudanhgia")
        while "Không" in person.screen.labels:
            await person.tap("Không")
        for _ in range(4):
            await person.tap("Tốt")

    async def _assess(self, person: Person) -> None:
        """A whole self-assessment, or what is left of one."""
        await person.send("/tudanhgia")
        while any(label in {"Không", "Tốt"} for label in map(_word, person.screen.labels)):
            await person.tap("Không" if "Không" in person.screen.labels else "Tốt")
        while "Nộp" not in {_word(label) for label in person.screen.labels}:
            level = next((one for one in person.screen.labels if "Hoàn thành tốt" in one), None)
            await person.tap(level or "Bỏ qua ›")
        await person.tap("Nộp")

    # ── time ─────────────────────────────────────────────────────────────────────────────────

    def _seconds(self, day: int, hour: str) -> float:
        wanted = datetime.combine(
            self.t.local(self.stage.sandbox.clock.now()).date().replace(day=day),
            time.fromisoformat(hour),
            tzinfo=self.t.zone,
        )
        return max(timedelta(), wanted - self.stage.sandbox.clock.now()).total_seconds()

    def _with(self, words: str) -> str:
        """The label on the secretary's screen that holds these words."""
        return next(one for one in self.secretary.screen.labels if words in one)

    async def _until(self, day: int, hour: str) -> None:
        """Let time pass until that hour of that day of the month."""
        await self.stage.sandbox.wait(self._seconds(day, hour))


def _word(label: str) -> str:
    """A label without the sign in front of it."""
    return label.lstrip("✓✅⬜🗳▶️📨 ")
