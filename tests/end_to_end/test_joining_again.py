"""A lost phone, a new account, a withdrawn link, and one's own data as a file."""

import re

from tests.end_to_end.world import AN, BINH, GIANG, World


def link_in(text: str) -> str:
    found = re.search(r"https://t\.me/\S+", text)
    assert found is not None, text
    return found[0]


async def test_a_lost_phone_is_parted_and_a_new_account_goes_on(town: World) -> None:
    """Unlinked, told, invited anew: what he had answered is there; the old phone is nobody's."""
    branch = await (await town.found()).linked()
    await branch.reviewing()
    an = await branch.half_done(AN)
    thu = branch.secretary
    await thu.send("/danhsach")
    await thu.tap(f"{AN} · 4/10")
    await thu.tap("Mất máy: gỡ liên kết")
    await thu.tap("Đúng, gỡ liên kết")
    await town.sandbox.wait(30)
    assert "không còn liên kết" in an.screen.text
    with town.unchanged():
        await an.tap("Tốt")
        await an.send("/tudanhgia")
    assert AN not in an.answer.text
    await thu.tap("Đường liên kết mời")
    await thu.tap("Cấp đường liên kết")
    new = town.sandbox.person("Máy mới của An")
    await new.open_link(link_in(thu.screen.text))
    assert f"{AN}" in new.screen.text
    assert "1962" in new.screen.text
    await new.tap("Đúng là tôi")
    await new.send("/tudanhgia")
    assert "Câu 5/" in new.screen.text


async def test_a_new_account_cannot_join_while_the_old_one_is_linked(town: World) -> None:
    """A fresh link does not help before the secretary has unlinked the old account."""
    branch = await (await town.found()).linked()
    link = await branch.invite(BINH)
    new = town.sandbox.person("Máy mới của Bình")
    with town.unchanged():
        await new.open_link(link)
    assert "tài khoản Telegram khác" in new.answer.text
    thu = branch.secretary
    await thu.send("/danhsach")
    await thu.tap(BINH)
    await thu.tap("Mất máy: gỡ liên kết")
    await thu.tap("Đúng, gỡ liên kết")
    await new.open_link(link)
    await new.tap("Đúng là tôi")
    assert BINH in new.answer.text


async def test_a_withdrawn_link_helps_nobody(town: World) -> None:
    branch = await (await town.found()).linked()
    thu = branch.secretary
    await thu.send("/danhsach")
    await thu.tap(GIANG)
    await thu.tap("Đường liên kết mời")
    await thu.tap("Cấp đường liên kết")
    link = link_in(thu.screen.text)
    assert "Nếu không vào được Telegram" in thu.screen.text
    await thu.tap("Đường liên kết mời")
    await thu.tap("Thu hồi đường liên kết")
    giang = town.sandbox.person(GIANG)
    with town.unchanged():
        await giang.open_link(link)
    assert "không còn hiệu lực" in giang.answer.text


async def test_the_late_ones_are_nudged_at_once(town: World) -> None:
    """Each gets one discreet line, once a day; who has submitted gets none, nor who reminds."""
    branch = await (await town.found()).linked()
    await branch.reviewing()
    thu, an = branch.secretary, branch[AN]
    for _ in range(2):
        await thu.send("/danhsach")
        await thu.tap("Nhắc đồng chí chưa xong (5)")
        await thu.tap("Đúng, nhắc")
        await town.sandbox.wait(60)
    reminders = [text for text in an.sees if "Tự Soi xin nhắc" in text]
    assert len(reminders) == 1
    assert branch.name not in reminders[0]
    await an.tap("Làm tiếp")
    assert an.screen.labels


async def test_everyone_gets_his_own_data_as_a_file(town: World) -> None:
    """From the home screen, in two taps; only what is his."""
    branch = await (await town.found()).linked()
    await branch.reviewing()
    an = await branch.half_done(AN)
    await an.send("/trangchu")
    await an.tap("Dữ liệu của tôi")
    await an.tap("Gửi tệp cho tôi")
    text = an.files[-1].content.decode()
    assert f"Họ và tên: {AN}" in text
    assert "Không" in text
    for other in branch.names:
        assert other == AN or other not in text
