"""The reminder to all who have not voted, over the wire."""

from bot.sandbox import broken
from tests.end_to_end.world import AN, BINH, VOTERS, World

REMINDED = "Đồng chí chưa bỏ phiếu"
BUTTON = "Nhắc người chưa bỏ phiếu"


async def test_one_row_reaches_all_who_have_not_voted(town: World) -> None:
    """Each in his own chat, over a network that stumbles; who has voted hears nothing."""
    branch = await (await town.found()).voting()
    await branch.vote(AN)
    await branch.secretary.send("/bophieu")
    town.sandbox.faults.script(broken(), "sendMessage", times=2)
    await branch.secretary.tap(BUTTON)
    await town.sandbox.wait(600)
    for name in VOTERS:
        heard = [one for one in branch.people[name].sees if REMINDED in one]
        assert len(heard) == (0 if name == AN else 1), name


async def test_nothing_marks_a_voter_who_could_not_be_reminded(town: World) -> None:
    """He blocked the bot: his account is not marked by it, for that would tell he had not voted."""
    branch = await (await town.found()).voting()
    async with town.db.read() as tx:
        rows = await tx.exec_driver_sql("SELECT telegram_id, reachable FROM account ORDER BY 1")
        before = rows.fetchall()
    assert await _reachable(town) == len(before)
    await branch.secretary.send("/bophieu")
    branch.people[BINH].user.blocked = True  # and the bot was never told
    await branch.secretary.tap(BUTTON)
    await town.sandbox.wait(600)
    assert await _reachable(town) == len(before)


async def _reachable(town: World) -> int:
    async with town.db.read() as tx:
        found = await tx.exec_driver_sql("SELECT count(*) FROM account WHERE reachable")
        return int(found.scalar_one())
