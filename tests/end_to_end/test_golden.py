"""The four golden transcripts: what members see, word by word."""

import pytest

from tests.end_to_end.golden import CASES, Case, path_of, transcript


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_a_complete_self_assessment_reads_as_it_was_kept(case: Case) -> None:
    """Member, leader, student and retired member see exactly what stands in the golden file.

    `python -m tests.end_to_end.golden` writes the files anew, to be read aloud and kept.
    """
    assert await transcript(case) == path_of(case).read_text(encoding="utf-8")
