"""A head over the wire: the decision on his branch is recorded, and the report holds him to it."""

from storage import roll
from storage.roll import Role
from tests.end_to_end.world import AN, BINH, HTT, PHO, THU, World

HN = "Hoàn thành nhiệm vụ"


async def test_the_decision_on_the_branch_limits_its_secretary(town: World) -> None:
    """Taken, it warns; decided, it binds, over a restart too; taken back, it is gone."""
    branch = await (await town.found()).linked(THU, PHO, AN, BINH)
    async with town.db.write() as tx:
        await roll.set_roles(tx, branch.ids[BINH], frozenset({Role.COMMITTEE}), None, town.now)
    branch = await branch.reviewing()
    chair = branch.secretary
    await chair.send("/baocao")
    await chair.tap("Từng đảng viên (7)")
    await chair.tap("1")
    assert "Chưa có mức của chi bộ" in chair.screen.text
    await chair.send("/chibo")
    await chair.tap("Chấm chi bộ")
    await chair.tap("🎯 Mức tự nhận")
    await chair.tap(HTT)
    await chair.send("/baocao")
    await chair.tap("Từng đảng viên (7)")
    await chair.tap("1")
    assert f"Chi bộ: {HTT} theo mức tự nhận; cấp trên chưa quyết định" in chair.screen.text
    assert f"không được cao hơn “{HTT}” (mục II.B.4)" in chair.screen.text
    await chair.send("/chibo")
    await chair.tap("⚖️ Cấp trên: chi bộ")
    await town.restart()
    await chair.tap(HN)
    assert "giới hạn của người đứng đầu" in chair.screen.text
    await chair.send("/baocao")
    assert f"Chi bộ: {HN}, cấp trên đã quyết định" in chair.screen.text
    await chair.tap("Từng đảng viên (7)")
    await chair.tap("1")
    assert f"Mức cao nhất được đề xuất: {HN} (mục II.B.4" in chair.screen.text
    await chair.send("/chibo")
    await chair.tap("⚖️ Cấp trên: chi bộ")
    await chair.tap("Chưa có quyết định")
    await chair.send("/baocao")
    assert "cấp trên đã quyết định" not in chair.screen.text
