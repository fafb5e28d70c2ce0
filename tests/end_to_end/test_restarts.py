"""The program stops between any two events, or is killed in the middle of one."""

from pathlib import Path

import pytest

from bot.sandbox import Person
from tests.end_to_end import inspection, killed
from tests.end_to_end.world import AN, BINH, HN, HTT, KHT, THU, VOTERS, XS, World


async def test_a_self_assessment_survives_a_restart_before_every_event(town: World) -> None:
    """The program is built anew before each tap from the first question to taking back: every
    screen is what it would have been."""
    branch = await (await town.found()).linked(THU, AN)
    await branch.reviewing()
    an = branch[AN]
    await town.restart()
    await an.send("/tudanhgia")
    while _head(an).startswith("Trước hết"):
        await town.restart()
        await an.tap("Không")
    heads = [_head(an)]
    grades = ("Tốt", "Xuất sắc", "Trung bình", "Tốt")
    while "Câu " in _head(an):
        await town.restart()
        await an.tap(grades[len(heads) % 4])
        heads.append(_head(an))
    assert [head.split("/")[0] for head in heads[:-1]] == [
        f"Câu {number}" for number in range(1, len(heads))
    ]
    for label in ("Bỏ qua", HTT, "Nộp", "Rút về để sửa", "3", "Xuất sắc", "Nộp"):
        await town.restart()
        await an.tap(label)
    assert "Đã nộp" in an.screen.text
    assert HTT in an.screen.text


async def test_a_vote_survives_a_restart_before_every_event(town: World) -> None:
    """The draft is in the buttons alone: built anew before each tap, the program casts what was
    marked, and the count says so."""
    branch = await (await town.found()).voting()
    an = branch[AN]
    await an.tap("Bỏ phiếu", in_=branch.group)
    marks = (XS, HTT, HN, KHT, "Để trống", HTT, XS)
    for label in ("Bắt đầu", *marks):
        await town.restart()
        await an.tap(label)
    await town.restart()
    lines = an.screen.text.split("\n")
    for number, (name, mark) in enumerate(zip(branch.names, marks, strict=True), 1):
        wanted = "để trống" if mark == "Để trống" else mark
        assert f"{number}. {name}: {wanted}" in lines
    await town.restart()
    await an.tap("Bỏ phiếu")
    await town.restart()
    await an.tap("Đúng, bỏ phiếu")
    await town.restart()
    others = await branch.cast_blank(THU, BINH)
    await branch.close()
    codes = [*others, *inspection.receipts(an)]
    assert inspection.published(branch.group.texts) == sorted(codes)
    await branch.secretary.send("/baocao")
    await branch.secretary.tap("Kiểm phiếu")
    assert "1 + 0 + 0 + 0 + 2 = 3" in branch.secretary.answer.text


async def test_a_restart_between_question_and_close_counts_once(town: World) -> None:
    """The secretary's question stands on his screen over a restart; “Kết thúc” counts."""
    branch = await (await town.found()).voting()
    codes = [await branch.vote(name) for name in VOTERS]
    await branch.secretary.send("/ketthuc")
    await town.restart()
    await branch.secretary.tap("Kết thúc và kiểm phiếu")
    await town.restart()
    await town.sandbox.wait(60)
    assert inspection.published(branch.group.texts) == sorted(codes)


async def test_taps_made_while_the_program_was_away_are_handled_when_it_is_back(
    town: World,
) -> None:
    """Three votes are cast into silence; the program comes back and takes them."""
    branch = await (await town.found()).voting()
    for name in VOTERS[:3]:
        person = await branch.enter(name)
        for _ in branch.names:
            await person.tap(HTT)
        await person.tap("Bỏ phiếu")
    await town.stop()
    for name in VOTERS[:3]:
        await branch[name].tap("Đúng, bỏ phiếu")
    await town.sandbox.wait(5)
    await town.start()
    await branch.close()
    codes = [inspection.receipts(branch[name])[-1] for name in VOTERS[:3]]
    assert inspection.published(branch.group.texts) == sorted(codes)


@pytest.mark.parametrize("lines", [4, 11, 14])
async def test_a_killed_program_has_counted_whom_it_told(tmp_path: Path, lines: int) -> None:
    """SIGKILL while ballots are cast, while the voting is ended, while the count is confirmed: who
    had seen his receipt finds it published, nobody's ballot is counted who had not tapped, and the
    paper is counted once."""
    death = await killed.kill_one(tmp_path, lines)
    assert death.agrees, death
    assert len(death.told) >= min(lines // 2, len(killed.VOTERS))


def _head(person: Person) -> str:
    return person.screen.text.split("\n")[0]
