"""The contents page of a year's file."""

from dataclasses import dataclass

from conversations.dossier.model.terms import Heading


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper of the file: what it is, its file, the code of its data."""

    name: str
    file: str
    code: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a year's file holds, section by section, each with its title.

    ``unprinted``: the forms in it that were made from contents, not compared with a printed form.
    """

    year: int
    heading: Heading
    sections: tuple[tuple[str, tuple[Entry, ...]], ...]
    unprinted: tuple[str, ...] = ()
