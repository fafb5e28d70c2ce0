"""The straight way, once: what the other tests depart from."""

from tests.end_to_end import inspection
from tests.end_to_end.world import AN, HTT, VOTERS, XS, World


async def test_a_branch_goes_from_linking_to_the_count(town: World) -> None:
    """Everyone linked votes once; the group is told the codes, the secretary the figures."""
    branch = await (await town.found()).voting()
    codes = [await branch.vote(name, XS if name == AN else HTT) for name in VOTERS]
    await branch.close()
    assert inspection.published(branch.group.texts) == sorted(codes)
    await branch.secretary.send("/baocao")
    assert "Báo cáo" in branch.secretary.screen.text
