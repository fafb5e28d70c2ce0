"""Invitation links that are expired, used, replaced, forged or somebody else's."""

from datetime import timedelta

import pytest

from tests.end_to_end.world import AN, BINH, GIANG, World


async def test_a_link_links_only_after_the_person_says_it_is_he(town: World) -> None:
    """Opening changes nothing; “Đúng là tôi” links; once more opens the home."""
    branch = await town.found()
    link = await branch.invite(AN)
    an = town.sandbox.person(AN)
    with town.unchanged():
        await an.open_link(link)
    assert AN in an.screen.text
    await an.tap("Đúng là tôi")
    assert town.dump()["account"]
    with town.unchanged():
        await an.open_link(link)
        await an.open_link(link)
    assert an.screen.labels


async def test_an_expired_link_is_kindly_refused(town: World) -> None:
    """After its days it links nobody, names nobody, and says whom to ask."""
    branch = await town.found()
    link = await branch.invite(AN, timedelta(days=3))
    await town.sandbox.wait(3 * 86_400 + 60)
    an = town.sandbox.person(AN)
    with town.unchanged():
        await an.open_link(link)
    assert "hết hạn" in an.screen.text
    assert AN not in an.screen.text
    assert branch.name not in an.screen.text


async def test_a_link_that_expires_while_the_question_stands_is_refused(town: World) -> None:
    """“Đúng là tôi”, tapped too late, links nobody."""
    branch = await town.found()
    an = town.sandbox.person(AN)
    await an.open_link(await branch.invite(AN, timedelta(hours=1)))
    await town.sandbox.wait(3_700)
    with town.unchanged():
        await an.tap("Đúng là tôi")
    assert "hết hạn" in an.screen.text


async def test_a_used_link_gives_a_stranger_nothing(town: World) -> None:
    """A second person is told it was used, not by whom."""
    branch = await town.found()
    link = await branch.invite(AN)
    an, stranger = town.sandbox.person(AN), town.sandbox.person("Người Lạ")
    await an.open_link(link)
    await an.tap("Đúng là tôi")
    with town.unchanged():
        await stranger.open_link(link)
    assert "đã được dùng" in stranger.screen.text
    assert AN not in "\n".join(stranger.sees[1:])


async def test_of_two_who_hold_one_link_the_first_to_confirm_has_it(town: World) -> None:
    """Both see the question; tapping in the same moment links one and refuses the other."""
    branch = await town.found()
    link = await branch.invite(AN)
    one, other = town.sandbox.person("Một"), town.sandbox.person("Hai")
    await one.open_link(link)
    await other.open_link(link)
    await town.sandbox.at_once(one.tap("Đúng là tôi"), other.tap("Đúng là tôi"))
    assert len(town.dump()["account"]) == 1
    assert "đã được dùng" in other.screen.text
    assert branch.name not in other.screen.text


async def test_a_replaced_link_no_longer_works(town: World) -> None:
    """A newer link takes the older one's place, also while its question stands on a screen."""
    branch = await town.found()
    old = await branch.invite(AN)
    an = town.sandbox.person(AN)
    await an.open_link(old)
    await branch.invite(AN)
    with town.unchanged():
        await an.tap("Đúng là tôi")
        await an.open_link(old)
    assert "không còn hiệu lực" in an.screen.text


@pytest.mark.parametrize(
    "payload",
    ["i", "iabc", "i" + "A" * 43, "i" + "A" * 60, "b1", "b99999999999999999999", "x", "0", "i_-"],
)
async def test_a_forged_link_gets_one_kind_sentence(town: World, payload: str) -> None:
    """Whatever the link carries, a stranger learns nothing and nothing is kept."""
    branch = await town.found()
    await branch.invite(AN)
    stranger = town.sandbox.person("Người Lạ")
    with town.unchanged():
        await stranger.open_link(f"{town.sandbox.link}?start={payload}")
    said = stranger.answer.text
    assert branch.name not in said
    for name in branch.names:
        assert name not in said
    assert not stranger.answer.labels


async def test_somebody_elses_link_does_not_change_who_one_is(town: World) -> None:
    """A linked member who opens another's link stays himself; the link stays open."""
    branch = await (await town.found()).linked()
    link = await branch.invite(GIANG)
    with town.unchanged():
        await branch[AN].open_link(link)
    assert AN in branch[AN].answer.text
    assert GIANG not in branch[AN].answer.text
    giang = town.sandbox.person(GIANG)
    await giang.open_link(link)
    await giang.tap("Đúng là tôi")
    assert GIANG in giang.answer.text


async def test_a_link_for_a_member_who_is_linked_already_is_refused(town: World) -> None:
    """His second phone with another account does not take his place."""
    branch = await (await town.found()).linked()
    link = await branch.invite(BINH)
    other = town.sandbox.person("Máy khác")
    with town.unchanged():
        await other.open_link(link)
    assert "tài khoản Telegram khác" in other.answer.text
    assert BINH not in other.answer.text


async def test_a_forged_confirmation_links_nobody(town: World) -> None:
    """The data of “Đúng là tôi” with an invented token, or from a chat that never saw it."""
    branch = await town.found()
    await branch.invite(AN)
    stranger = town.sandbox.person("Người Lạ")
    await stranger.start()
    with town.unchanged():
        for token in ("A" * 43, "", "%", "A" * 54, "ă" * 20):
            await stranger.forge(f"join:yes:{token}")
            await stranger.forge(f"join:no:{token}")
    assert branch.name not in "\n".join(stranger.sees)


async def test_a_stranger_who_writes_sends_and_taps_learns_nothing(town: World) -> None:
    """Text, sticker, photo, file and every command get the same kind sentence."""
    branch = await town.found()
    stranger = town.sandbox.person("Người Lạ")
    await stranger.start()
    greeting = stranger.answer.text
    with town.unchanged():
        await stranger.write("Cho tôi xem kết quả")
        await stranger.sticker()
        await stranger.photo()
        await stranger.voice()
        await stranger.dice()
        await stranger.send_file("a.xlsx", b"PK")
        for command in ("trangchu", "tudanhgia", "bophieu", "ketthuc", "baocao", "danhsach", "zz"):
            await stranger.send(f"/{command}")
    said = [shown.text for shown in stranger.screen_of() if shown.by_bot]
    assert set(said) == {greeting}
    assert branch.name not in greeting
