"""Two rounds in a branch of sixty, five of them on paper, as ``tusoi demo --scenario two-rounds``.

Played once for all tests.  The first voter marks every name by taps; of the others the taps are
left out, as if their phones had kept the filled-in screen over a restart of the program.
"""

import asyncio
import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from bot.demo import sixty
from bot.demo.afterwards import Traces
from bot.demo.printer import Printer
from bot.demo.stage import on_stage
from bot.demo.two_rounds import TwoRounds
from bot.sandbox import Record, no_network
from conversations.packing import pack, pack_picks
from conversations.proposals import Proposals, propose
from conversations.words import Words
from storage import ballots, reviews
from storage.ballots import Ballot

LEVELS = {sixty.HTT: "HTT", sixty.HN: "HN", sixty.KHT: "KHT"}


class Brisk(TwoRounds):
    """The same story with fewer taps."""

    async def _vote(self, ballot: str, number: int, name: str) -> None:
        if number == 0 or ballot == "again":
            await super()._vote(ballot, number, name)
            return
        voter = self.people[name]
        await voter.tap("Bỏ phiếu", in_=self.group)
        await voter.forge(f"vote:r:{await self._filled_in(ballot, number)}")
        await voter.tap("Bỏ phiếu")
        await voter.tap("Đúng, bỏ phiếu")

    async def _filled_in(self, ballot: str, number: int) -> str:
        """The ballot as his screen would carry it once filled in."""
        async with self.stage.tusoi.house.db.read() as tx:
            (held,) = await ballots.open_ballots(tx, self.stage.imported.branch.id)
        names = [subject.name for subject in held.subjects]
        if held.picks:
            chosen = self._picks(ballot, number)
            return pack_picks(held.id, 0, 0, [int(name in chosen) for name in names])
        given = [LEVELS[self._level(ballot, number, name) or sixty.HTT] for name in names]
        return pack(held.id, 0, 0, [held.levels.index(level) + 1 for level in given])


@dataclass(frozen=True, slots=True)
class Played:
    """What came of it."""

    ballots: tuple[Ballot, ...]
    found: Proposals
    traces: Traces
    records: list[Record]
    report: str

    def seen_by(self, name: str) -> str:
        """Everything that the bot showed a person in his private chat."""
        return "\n\n".join(
            one.text for one in self.records if one.private and one.by_bot and one.chat == name
        )

    @property
    def group(self) -> str:
        return "\n\n".join(one.text for one in self.records if not one.private and one.by_bot)

    def level(self, name: str) -> str | None:
        return next(one.level for one in self.found.rated if one.person.full_name == name)


async def _play(folder: Path) -> Played:
    t = Words("vi")
    async with on_stage(folder, roll=(sixty.SHEET, sixty.sheet())) as stage:
        story = Brisk(stage, Printer(Console(file=io.StringIO()), t), t)
        traces = await story.run()
        house, branch = stage.tusoi.house, stage.imported.branch
        async with house.db.read() as tx:
            review = await reviews.current_review(tx, branch.id)
            assert review is not None
            held = await ballots.ballots(tx, review.id)
            found = await propose(tx, house, branch, review, stage.sandbox.clock.now().date())
        report = story.secretary.files[-1].content.decode("utf-8-sig")
        return Played(held, found, traces, list(stage.sandbox.transcript.visible), report)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The whole story, played once."""
    with no_network():
        return asyncio.run(_play(tmp_path_factory.mktemp("two-rounds")))


def test_each_ballot_is_one_of_its_own_and_follows_another(played: Played) -> None:
    """Round 1, a re-vote, round 2, a vote among the tied: four boxes, each naming its parent."""
    first, again, picks, tied = played.ballots
    assert len({one.box for one in played.ballots}) == 4
    assert [one.parent_id for one in (again, tied)] == [first.id, picks.id]
    assert [len(one.subjects) for one in played.ballots] == [60, 1, 53, 3]
    assert [(one.per_voter, one.places) for one in (picks, tied)] == [(10, 10), (2, 2)]
    assert {one.options for one in first.subjects} == {("HTT", "HN", "KHT")}


def test_paper_and_phones_make_one_count(played: Played) -> None:
    """Sixty summoned, ten excused, five on paper in every ballot; every sum adds up."""
    turnout = list(sixty.TURNOUT.values())
    for ballot, phones in zip(played.ballots, turnout, strict=True):
        figures = ballot.figures
        assert figures is not None
        assert (figures.summoned, figures.excused, figures.issued) == (60, 10, 50)
        assert figures.returned == phones + 5
        assert len(figures.codes) == phones
        for line in figures.subjects:
            assert sum(line.votes.values()) + line.blank == figures.returned


def test_no_majority_is_voted_again_and_the_later_result_counts(played: Played) -> None:
    """23 against 24 with 26 needed: nothing; then all for one level."""
    first, again = played.ballots[:2]
    assert first.figures is not None
    split = next(one.number for one in first.subjects if one.name == sixty.SPLIT)
    assert first.figures.subjects[split - 1].votes == {"HTT": 23, "HN": 24, "KHT": 0}
    assert [one.name for one in again.subjects] == [sixty.SPLIT]
    assert played.level(sixty.SPLIT) == "HTT"


def test_the_quota_is_a_fifth_of_level_two_and_only_the_second_round_fills_it(
    played: Played,
) -> None:
    """53 at level 2 make ten places, rounded down; nobody else is at the top level."""
    top = [one.person.full_name for one in played.found.rated if one.level == "XS"]
    assert sorted(top) == sorted([*sixty.SURE, *sixty.TIED[:2]])
    quota = played.found.quota
    assert quota is not None
    assert (quota.base, quota.limit, quota.over, quota.tied) == (53, 10, 0, ())
    for name, level in sixty.LOWER.items():
        assert played.level(name) == LEVELS[level]


def test_equal_votes_were_settled_by_the_tied_ballot_alone(played: Played) -> None:
    """Three with 29 votes for two places; the ballot among them decides, not their order."""
    picks, tied = played.ballots[2:]
    assert picks.figures is not None
    votes = {
        subject.name: line.votes["XS"]
        for subject, line in zip(picks.subjects, picks.figures.subjects, strict=True)
    }
    assert [votes[name] for name in sixty.TIED] == [29, 29, 29]
    assert {votes[name] for name in sixty.SURE} == {44}
    assert [one.name for one in tied.subjects] == list(sixty.TIED)
    assert "3 người cho 2 chỗ" in played.seen_by(sixty.SECRETARY)
    assert played.level(sixty.TIED[2]) == "HTT"


def test_the_group_learns_numbers_and_receipts_only(played: Played) -> None:
    """No name of the sixty and no level stands in the group."""
    for name in sixty.NAMES:
        assert name not in played.group
    assert sixty.HTT not in played.group
    assert "Đã bỏ phiếu trên điện thoại: 42/45" in played.group
    for listed, places in ((53, 10), (3, 2)):
        assert f"có {listed} người; mỗi phiếu chọn nhiều nhất {places}" in played.group


def test_the_report_tells_both_rounds(played: Played) -> None:
    """For a member at the top: his votes of round 1, of round 2, and the clause."""
    member = played.report.split(f" {sixty.TIED[0].upper()}\n")[1].split("\n\n")[0]
    assert "Đề xuất: Hoàn thành xuất sắc nhiệm vụ" in member
    assert "HTTNV 47" in member
    assert "Vòng 2, “Hoàn thành xuất sắc nhiệm vụ”: 29/44 phiếu chọn; cần: 26" in member
    assert "41/41 phiếu chọn" in member
    assert "mục II.B.2.5" in member


def test_nothing_is_left_in_any_box(played: Played) -> None:
    """No envelope and no key of the four ballots."""
    assert (played.traces.envelopes, played.traces.key_files) == (0, 0)
