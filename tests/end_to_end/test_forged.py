"""Callback data that nobody's button carries: every tap there is, with arguments that do not fit.

Whoever sends it gets a kind answer, and nothing that lasts is changed.
"""

import inspect
from collections.abc import Iterator

import pytest

from bot.sandbox import Person, Shown
from conversations.packing import pack, pack_picks
from conversations.router import TAPS
from storage import ballots, reviews
from tests.end_to_end.world import AN, EM, PHO, THU, Branch, World

EVIL = ("", "-1", "0", "9" * 15, "9" * 40, "١", "abc", "1 OR 1=1", "<b>", "\x00")
"""Arguments that name nothing."""
BATCH = 8
"""As many taps of one person as wait for each other without being dropped."""

OTHERS = ("Bùi Thị Hạnh", "Đỗ Văn Sáu", "Hồ Thị Bảy", "Tô Văn Tám", "Lý Văn Chín")


STAGES = ("assessing", "voting", "closed")
"""Where a branch stands; every stage takes its third of the wrong arguments."""


def forgeries(known: dict[str, tuple[str, ...]], third: int) -> Iterator[str]:
    """Data for every tap: wrong in number, wrong in kind, and rightly made but not for the sender.

    ``known`` holds, by the name of an argument, values that exist elsewhere.
    """
    for place, ((dialogue, verb), handler) in enumerate(TAPS.items()):
        names = [*inspect.signature(handler.function).parameters][1:]
        most = handler.most if handler.most is not None else len(names)
        for many in (handler.least - 1, most + 1):
            if many >= 0:
                yield _data(dialogue, verb, ["1"] * many)
        if not names:
            continue
        for evil in EVIL[(third + place) % 3 :: 3]:
            yield _data(dialogue, verb, [evil] * most)
        for at in range(third, max(len(known.get(name, ())) for name in names) + third, 2):
            for many in {max(handler.least, 1), most}:
                yield _data(dialogue, verb, [_pick(known, name, at) for name in names[:many]])


def _pick(known: dict[str, tuple[str, ...]], name: str, at: int) -> str:
    values = known.get(name, ("0",))
    return values[at % len(values)]


def _data(dialogue: str, verb: str, arguments: list[str]) -> str:
    data = ":".join([dialogue, verb, *arguments])
    while len(data.encode()) > 64:
        data = data[:-1]
    return data


GARBAGE = ("", ":", "::::", "nobody:nothing", "home", "home:", ":show", "vote:m:é", "x" * 64)


async def spray(town: World, whom: list[tuple[Person, Shown]], data: list[str]) -> None:
    """Everyone sends all of it; asserts that each tap is answered in words or by a screen."""
    for start in range(0, len(data), BATCH):
        batch = data[start : start + BATCH]
        queries = set(town.sandbox.server.queries)
        calls = len(town.sandbox.calls)
        await town.sandbox.at_once(
            *(person.forge(one, shown) for person, shown in whom for one in batch)
        )
        new = [q for n, q in town.sandbox.server.queries.items() if n not in queries]
        shown_to = [
            call.chat_id
            for call in town.sandbox.calls[calls:]
            if call.method in {"sendMessage", "editMessageText", "sendDocument"}
        ]
        assert len(new) == len(whom) * len(batch)
        for person, _ in whom:
            silent = [
                q.data for q in new if q.user.id == person.id and not (q.toast and q.toast.text)
            ]
            assert len(silent) <= shown_to.count(person.id), silent


async def elsewhere(town: World, stage: str) -> tuple[Branch, dict[str, tuple[str, ...]]]:
    """Another branch with everything that can be named, and the names of it."""
    other = await town.found("Chi bộ 9", (*OTHERS, "Vũ Văn Mười"))
    await other.linked()
    await other.reviewing()
    review, ballot = "2", "9"
    if stage != "assessing":
        await other.bound()
        await other.heard()
        await other.secretary.send("/bophieu")
        await other.secretary.tap("Đưa nút mở vào nhóm")
        await other.secretary.tap("Mở bỏ phiếu kín", in_=other.group)
        async with town.db.read() as tx:
            found = await reviews.current_review(tx, other.id)
            assert found is not None
            review = str(found.id)
            (one,) = await ballots.ballots(tx, found.id)
            ballot = str(one.id)
    six = (0,) * 6
    words = (
        pack(int(ballot), 0, 1, six),
        pack(int(ballot), 5, 2, (1, 2, 3, 4, 0, 1)),
        pack(int(ballot), 5, 7, (7,) * 6),
        pack(2**32 - 1, 0, 1, six),
        pack(0, 0, 0, ()),
        pack_picks(int(ballot), 0, 1, six),
        pack_picks(int(ballot), 5, 0, (1,) * 6),
    )
    person = tuple(str(one) for one in other.ids.values())
    return other, {
        "review_id": (review,),
        "review": (review,),
        "person_id": person,
        "ballot_id": (ballot,),
        "branch_id": (str(other.id),),
        "before": ("-4100000001",),
        "word": words,
        "page": ("99", "-1"),
        "place": ("1", "99"),
        "fact_id": ("office_level", "no_such_fact"),
        "code": ("?", "HTT", "1"),
        "source": ("office", "m"),
        "yes": ("1", "0"),
        "criterion_id": ("no_such", "task_result"),
        "question_id": ("no_such",),
        "mark": ("tot", "XS"),
        "level_id": ("ZZ", "tot"),
        "chosen": ("1917", "2030"),
        "ruleset_id": ("can-tho-2018", "no-such"),
        "locale": ("xx", "../en"),
        "token": ("A" * 43, "_" * 30),
        "stamp": ("1", "262143"),
    }


@pytest.mark.parametrize("stage", STAGES)
async def test_no_forged_tap_changes_anything(crowd: World, stage: str) -> None:
    """Secretary, deputy, member, probationary member, another branch's secretary and a stranger
    send every tap there is with what is wrong, past every end, or another branch's."""
    branch = await crowd.found()
    if stage == "assessing":
        await branch.linked()
        await branch.reviewing()
        await branch.half_done(AN)
    else:
        await branch.voting()
        await branch.enter(AN)
        await branch[AN].tap("Hoàn thành nhiệm vụ")
    other, known = await elsewhere(crowd, stage)
    if stage == "closed":
        await branch.close()
    stranger = crowd.sandbox.person("Người Lạ")
    await stranger.start()
    everything = [branch[THU]]  # a member like all others, with a secretary's rights besides
    some = [branch[PHO], branch[AN], branch[EM], stranger]
    data = [*GARBAGE, *forgeries(known, STAGES.index(stage))]
    with crowd.unchanged():
        await spray(crowd, [(one, one.answer) for one in everything], data)
        await spray(crowd, [(one, one.answer) for one in some], data[::3])
    assert other.name not in "\n".join(text for one in (*everything, *some) for text in one.sees)


async def test_what_only_the_secretary_may_is_refused_to_everyone_else(crowd: World) -> None:
    """A member and another branch's secretary send the secretary's own taps, rightly made."""
    branch = await (await crowd.found()).voting()
    other, _ = await elsewhere(crowd, "voting")
    person = str(branch.ids[AN])
    data = [
        "review:close:1",
        "review:closed:1",
        "review:finish:1",
        "review:finished:1",
        "review:reopen:1",
        "review:open",
        "board:show",
        f"board:person:{person}",
        f"board:heard:{person}:0",
        f"board:issue:{person}",
        f"facts:pick:{person}",
        f"facts:fact:{person}:office_level",
        f"facts:set:{person}:office_level:KHT",
        f"facts:forget:{person}:office_level",
        "ballot:close:1",
        "ballot:count:1",
        "ballot:void:1",
        "ballot:voided:1",
        "report:show:1",
        "report:members:1:0",
        "report:file:1",
    ]
    for one in (branch[AN], branch[EM]):
        with crowd.unchanged():
            await spray(crowd, [(one, one.answer)], data)
        assert not one.files
    mine = [d for d in data if d not in {"review:open", "board:show"}]
    with crowd.unchanged():
        await spray(crowd, [(other.secretary, other.secretary.answer)], mine)
    said = "\n".join(other.secretary.sees)
    for name in branch.names:
        assert name not in said


async def test_a_ballot_forged_from_anothers_button_spoils_only_its_sender(crowd: World) -> None:
    """The data of a button on one voter's ballot, sent by another, is the other's own mark."""
    branch = await (await crowd.found()).voting()
    thu, an = await branch.enter(THU), await branch.enter(AN)
    await thu.tap("Hoàn thành xuất sắc nhiệm vụ")
    taken = thu.screen.button("Không hoàn thành nhiệm vụ").data
    with crowd.unchanged():
        await an.forge(taken)
    await thu.tap("Xem lại và bỏ phiếu")
    assert "1. Trần Văn Hòa: Hoàn thành xuất sắc nhiệm vụ" in thu.screen.text
    assert "2. Nguyễn Thị Châu: để trống" in thu.screen.text


async def test_who_has_no_ballot_cannot_cast_by_anothers_button(crowd: World) -> None:
    """The probationary member and a stranger send a voter's own “Đúng, bỏ phiếu”."""
    branch = await (await crowd.found()).voting()
    an = await branch.enter(AN)
    for _ in branch.names:
        await an.tap("Hoàn thành tốt nhiệm vụ")
    await an.tap("Bỏ phiếu")
    cast = an.screen.button("Đúng, bỏ phiếu").data
    stranger = crowd.sandbox.person("Người Lạ")
    await stranger.start()
    with crowd.unchanged():
        for one in (branch[EM], stranger):
            assert await one.forge(cast)
    await an.tap("Đúng, bỏ phiếu")
    assert "đã vào hòm" in "\n".join(an.sees)


async def test_a_tap_in_anothers_chat_shows_nothing_there(crowd: World) -> None:
    """Nobody but its owner can have anything shown in a private chat."""
    branch = await (await crowd.found()).voting()
    victim = await branch.enter(THU)
    before = [shown.text for shown in victim.screen_of()]
    with crowd.unchanged():
        for data in ("home:show", "vote:open:1", "assess:open", "home:help"):
            await branch[AN].forge(data, victim.answer)
    assert [shown.text for shown in victim.screen_of()] == before
