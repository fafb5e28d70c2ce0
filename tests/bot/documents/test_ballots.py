"""Paper ballots: four boxes for each, all copies alike, whole on a page where they fit."""

import pytest

from bot.documents import make
from tests.bot.documents import papers
from tests.bot.documents.reader import Read, W, keeps, read

CUT = "- - -"


def made(many: int, copies: int, **terms: int) -> Read:
    return read(make(papers.ballots(many, copies, **terms)).content)


def copies_of(found: Read) -> list[list[str]]:
    """The ballots, parted at the lines to cut along; the last piece is what stands after them."""
    pieces: list[list[str]] = [[]]
    for line in found.lines:
        if line.startswith(CUT):
            pieces.append([])
        else:
            pieces[-1].append(line)
    return pieces


@pytest.mark.parametrize(("many", "copies"), [(3, 5), (17, 3)])
def test_all_copies_are_alike(many: int, copies: int) -> None:
    """No paper tells whose it is: not even the program's own line, which each of them bears."""
    *ballots, after = copies_of(made(many, copies))
    assert len(ballots) == copies
    assert all(ballot == ballots[0] for ballot in ballots)
    assert ballots[0][-1].startswith("Lập bằng Tự Soi")
    assert not after


def test_long_copies_are_alike_too() -> None:
    """Ballots that have pages of their own need no line to cut along, and are the same."""
    lines = made(60, 3).lines
    each = len(lines) // 3
    assert lines == lines[:each] * 3
    assert lines[each - 1].startswith("Lập bằng Tự Soi")


def test_pages_bear_nothing_of_their_own() -> None:
    """A page's number, or a form's name on the first page only, would tell papers apart."""
    assert not made(60, 3).headers.strip()


def test_each_line_has_a_box_for_each_level_that_is_offered() -> None:
    """A level that cannot be given is a dash."""
    ballot = copies_of(made(2, 1))[0]
    assert "1 | Đồng chí 1 | – | ☐ | ☐ | ☐" in ballot
    assert "2 | Đồng chí 2 | ☐ | ☐ | ☐ | ☐" in ballot
    assert any("Dấu “–”" in line for line in ballot)


def test_a_ballot_of_picks_has_one_box_a_name_and_says_how_many() -> None:
    """The second round, for the places of the best level."""
    ballot = copies_of(made(3, 1, places=2))[0]
    assert "3 | Đồng chí 3 | ☐" in ballot
    assert any("không quá 2 đồng chí" in line for line in ballot)


def test_short_ballots_stay_whole_and_long_ones_begin_a_page() -> None:
    """A short one hangs together; a long one cannot, and gets pages of its own."""
    short, long = made(3, 2), made(60, 2)
    table = short.tables()[0]
    *rows, _ = table.iter(f"{W}tr")
    assert all(keeps(line) for row in rows for line in row.iter(f"{W}p"))
    assert not list(short.body.iter(f"{W}pageBreakBefore"))
    assert len(list(long.body.iter(f"{W}pageBreakBefore"))) == 1
