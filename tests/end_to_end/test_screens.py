"""Every screen that buttons lead to, looked at by the inspection; and the inspection itself."""

from collections import Counter, deque

import pytest

from bot.sandbox import Person
from tests.end_to_end import inspection
from tests.end_to_end.world import AN, EM, HTT, PHO, THU, World

LAST = ("closed", "finished", "voided", "count", "submit", "anyway", "start", "post")
"""Taps that end something are left to the end of the walk."""
OF_A_KIND = 2
"""How often a tap of one dialogue and verb is followed, whatever it is about."""
MOST = 80


async def walk(person: Person) -> set[str]:
    """Follow the buttons of the private chat as far as they lead; returns which taps were made."""
    await person.send("/trangchu")
    waiting, late = deque(_buttons(person)), deque[str]()
    done: Counter[str] = Counter()
    for _ in range(MOST):
        if not waiting and not late:
            break
        data = waiting.popleft() if waiting else late.popleft()
        kind = ":".join(data.split(":")[:2])
        if done[kind] >= OF_A_KIND or kind == "home:speak":
            continue
        if waiting and kind.split(":")[1] in LAST:
            late.append(data)
            continue
        done[kind] += 1
        await person.forge(data)
        waiting.extend(_buttons(person))
    return set(done)


def _buttons(person: Person) -> list[str]:
    return [button.data for row in person.answer.keyboard for button in row if button.data]


@pytest.mark.parametrize("stage", ["new", "assessing", "voting", "closed"])
async def test_every_screen_of_everyone_is_fit_to_be_read(town: World, stage: str) -> None:
    """Secretary, deputy, member and probationary member follow every button: no dead end, no
    English, nothing too long, no fault (the inspection after each test looks)."""
    branch = await (await town.found()).linked()
    if stage == "assessing":
        await branch.bound()
        await branch.reviewing()
        await branch.half_done(AN)
    elif stage != "new":
        await branch.voting()
        await branch.vote(AN, HTT)
        await branch.cast_blank(PHO, THU)
    if stage == "closed":
        await branch.close()
    names = (EM, AN, PHO) if stage == "new" else (EM, AN, PHO, THU)
    walked = {name: await walk(branch[name]) for name in names}
    assert all("home:show" in taps for taps in walked.values())
    assert len(walked[names[-1]]) >= 5


async def test_the_inspection_sees_what_it_is_there_for(town: World) -> None:
    """A hanging tap, a dead end, an English word and a telling log are all found."""
    branch = await (await town.found()).linked(THU, AN)
    an = branch[AN]
    await an.send("/trangchu")
    before = inspection.faults_of(town.sandbox, "")
    assert not before
    chat = an.screen.chat
    query = town.sandbox.server.add_query(an.user, chat, 1, "x:y", "Tốt")
    log = "\n".join(
        (
            "1 ERROR bot: unforeseen",
            "1 INFO httpx: bot123456789:AAabcdefghijklmnopqrstuvwxyz012345",
            "1 INFO bot: vote:y:AAAA",
            f"1 INFO bot: {HTT}",
        )
    )
    found = inspection.faults_of(town.sandbox, log)
    assert len(found) == 5
    del town.sandbox.server.queries[query.id]


async def test_the_choice_of_the_guideline_has_short_labels(town: World) -> None:
    """Every guideline of the house can be told apart on a small phone's button."""
    branch = await (await town.found()).linked()
    await branch.secretary.send("/kydanhgia")
    labels = branch.secretary.screen.labels
    assert max(map(len, labels)) <= 40
