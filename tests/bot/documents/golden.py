"""The blank forms of every guideline as text, compared exactly.

    python -m tests.bot.documents.golden

writes them anew into ``golden/``: read the difference before it is kept.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from difflib import unified_diff
from itertools import groupby
from pathlib import Path

from bot.documents import make
from conversations.dossier.blanks import blank_forms
from rules import load_library
from storage.roll import Branch
from tests.bot.documents.reader import read

LIBRARY = load_library()
FOLDER = Path(__file__).parent / "golden"
MARK = "Lập bằng Tự Soi"
AT = datetime(2026, 12, 5, 14, 0, tzinfo=UTC)
BRANCH = Branch(1, "Chi bộ khu phố 3", "Đảng ủy phường Hòa Thạnh")


def forms(ruleset_id: str) -> dict[str, list[str]]:
    """The lines of each blank form by its id, but the program's own; dotted lines as one."""
    ruleset = LIBRARY.get(ruleset_id)
    return {
        paper.form.id: [
            line
            for line, _ in groupby(read(make(paper).content).lines)
            if not line.startswith(MARK)
        ]
        for paper in blank_forms(ruleset, BRANCH, 2026, AT)
    }


def written(ruleset_id: str, every: Mapping[str, Mapping[str, Sequence[str]]]) -> str:
    """The forms of one guideline as its file has them: of an overlay, what its base has not."""
    base_id = LIBRARY.get(ruleset_id).base_id
    pieces = []
    for form, lines in every[ruleset_id].items():
        head, shown = f"===== {form} =====", list(lines)
        if base_id and form in every[base_id]:
            head += f" as {base_id}"
            changes = unified_diff(every[base_id][form], lines, lineterm="", n=0)
            shown = [line for line in changes if not line.startswith(("---", "+++", "@@"))]
        pieces.append("\n".join([head, *shown]) + "\n")
    return "\n".join(pieces)


def all_forms() -> dict[str, dict[str, list[str]]]:
    """The forms of every guideline."""
    return {one: forms(one) for one in LIBRARY.ids}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    found = all_forms()
    for one in found:
        (FOLDER / f"{one}.txt").write_text(written(one, found), encoding="utf-8")
