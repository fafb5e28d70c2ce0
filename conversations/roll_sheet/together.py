"""What is wrong only between rows: somebody twice, two secretaries, none."""

from collections.abc import Iterator, Sequence

from conversations.roll_sheet.model import SheetFault, SheetRow
from conversations.words import N_
from storage.roll import Role


def faults_together(rows: Sequence[SheetRow], *, whole: bool = False) -> tuple[SheetFault, ...]:
    """The faults between rows; ``whole``: those that show only when every row could be read."""
    if not whole:
        return (*_twice(rows), *_second_secretary(rows))
    if rows and not any(Role.SECRETARY in row.person.roles for row in rows):
        return (SheetFault(N_("Nobody is the secretary: write “bí thư” in the column “Chức vụ”.")),)
    return ()


def _twice(rows: Sequence[SheetRow]) -> Iterator[SheetFault]:
    numbers: dict[str, int] = {}
    people: dict[tuple[str, int | None], SheetRow] = {}
    for row in rows:
        number, name = row.person.number, row.person.full_name
        first = numbers.setdefault(number, row.row)
        if number and first != row.row:
            says = N_("the number {cell} stands in row {first} already")
            yield SheetFault(says, row.row, cell=number, fields={"first": str(first)})
        other = people.setdefault((name.casefold(), row.person.birth_year), row)
        if other is not row and not _told_apart(other, row):
            says = N_(
                "{cell} stands in row {first} already: if they are two people, write both full "
                "dates of birth"
            )
            yield SheetFault(says, row.row, cell=name, fields={"first": str(other.row)})


def _told_apart(one: SheetRow, other: SheetRow) -> bool:
    """Whether two of one name are plainly two people."""
    born, also = one.person.birth, other.person.birth
    return born is not None and also is not None and born != also


def _second_secretary(rows: Sequence[SheetRow]) -> Iterator[SheetFault]:
    found = [row for row in rows if Role.SECRETARY in row.person.roles]
    for row in found[1:]:
        says = N_("a second secretary: {cell}; row {first} names one already")
        fields = {"first": str(found[0].row)}
        yield SheetFault(says, row.row, cell=row.person.full_name, fields=fields)
