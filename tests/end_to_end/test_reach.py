"""People whom the bot cannot reach: blocked, deleted, gone; and back again."""

from sqlalchemy import select

from bot.sandbox import Person
from storage import schema
from tests.end_to_end import inspection
from tests.end_to_end.world import AN, BINH, HTT, PHO, THU, VOTERS, World


async def states(town: World) -> set[str]:
    """The states of all rows of the outbox whose time has come."""
    come = select(schema.outbox.c.state).where(schema.outbox.c.due <= town.now)
    async with town.db.read() as tx:
        return set((await tx.execute(come)).scalars())


def told(person: Person) -> int:
    return len([one for one in person.history if one.author.is_bot])


async def test_a_notice_to_one_who_blocked_the_bot_does_not_loop(town: World) -> None:
    """He blocks the bot, the review opens: one attempt, an end, and the others are told."""
    branch = await (await town.found()).linked()
    await branch[AN].block()
    before = told(branch[AN])
    await branch.secretary.forge("review:start:2018:can-tho-2018")
    await town.sandbox.wait(3 * 86_400)
    assert told(branch[AN]) == before
    assert told(branch[BINH]) > 1
    refused = [call for call in town.sandbox.calls_of("sendMessage") if call.code == 403]
    assert len(refused) <= 1
    assert await states(town) <= {"sent", "dropped", "failed"}


async def test_who_takes_the_bot_back_finds_everything(town: World) -> None:
    """Blocked during the ballot, unblocked: he votes as if nothing had happened."""
    branch = await (await town.found()).voting()
    await branch[AN].block()
    await town.sandbox.wait(600)
    await branch[AN].unblock()
    code = await branch.vote(AN)
    others = await branch.cast_blank(THU, PHO)
    await branch.close()
    assert inspection.published(branch.group.texts) == sorted([code, *others])


async def test_a_secretary_who_has_blocked_the_bot_hears_it_when_he_is_back(town: World) -> None:
    """The deputy closes while the secretary blocks the bot: nothing loops; back, he opens the
    report himself."""
    branch = await (await town.found()).voting()
    for name in VOTERS:
        await branch.vote(name)
    await branch.secretary.block()
    deputy = branch.people[branch.names[1]]
    await deputy.send("/ketthuc")
    await deputy.tap("Kết thúc và kiểm phiếu")
    await town.sandbox.wait(86_400)
    refused = [call for call in town.sandbox.calls_of("sendMessage") if call.code == 403]
    assert len(refused) <= 2
    await branch.secretary.unblock()
    await branch.secretary.send("/baocao")
    assert "Báo cáo" in branch.secretary.answer.text


async def test_a_deleted_account_holds_up_nobody(town: World) -> None:
    """An account that is gone from Telegram: the branch votes and closes without it."""
    branch = await (await town.found()).voting()
    branch[BINH].delete_account()
    code = await branch.vote(AN)
    others = await branch.cast_blank(THU, PHO)
    await branch.close()
    assert inspection.published(branch.group.texts) == sorted([code, *others])


async def test_a_member_blocks_between_the_mark_and_the_answer(town: World) -> None:
    """He taps and blocks in the same moment; the tap is handled, its answer is lost, no fault is
    logged; unblocked, he goes on where he was."""
    branch = await (await town.found()).voting()
    an = await branch.enter(AN)
    await town.sandbox.at_once(an.tap(HTT), an.block())
    await an.unblock()
    await an.tap("Bỏ phiếu", in_=branch.group)
    assert any(f"người {place}/7" in an.screen.text for place in (1, 2))


async def test_a_cleared_history_loses_nothing(town: World) -> None:
    """He empties his chat: /tudanhgia shows the question that he was at."""
    branch = await (await town.found()).linked(THU, AN)
    await branch.reviewing()
    an = await branch.half_done(AN)
    head = an.screen.text.split("\n")[0]
    an.clear_history()
    await an.send("/tudanhgia")
    assert head in an.screen.text
