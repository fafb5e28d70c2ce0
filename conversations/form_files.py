"""What checks and fills the files of an office's own forms; the dialogues know no file format."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from conversations.dossier.model import Paper


class Wrong(StrEnum):
    """What may be wrong with a file that was sent as a form."""

    TOO_LARGE = "too_large"
    NOT_WORD = "not_word"
    LOCKED = "locked"
    MACROS = "macros"
    OUTSIDE = "outside"
    """It refers to something outside itself."""
    EMBEDDED = "embedded"
    TOO_MUCH = "too_much"
    """It unpacks to more than a form can be."""
    UNCLOSED = "unclosed"
    """A field's braces are not closed."""
    UNREADABLE = "unreadable"
    """What stands in the braces is not a field."""
    UNPAIRED = "unpaired"
    """A list or condition is opened and never closed, or closed where none is open."""
    NESTED = "nested"
    """A list stands inside another one."""
    NOT_IN_ROW = "not_in_row"
    """What opens or closes the rows of a table does not stand in one."""
    UNKNOWN = "unknown"
    """No such field."""
    NOT_A_LIST = "not_a_list"
    A_LIST = "a_list"
    """A list stands where one text belongs."""
    NO_FIELDS = "no_fields"
    CANNOT_BE_FILLED = "cannot_be_filled"


@dataclass(frozen=True, slots=True)
class FormFault:
    """One fault; ``what``: the words of the file that it is about (empty: all of it).

    ``near``: the field that may be meant (empty: none comes near).
    """

    wrong: Wrong
    what: str = ""
    near: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made: its name without diacritics, and its bytes."""

    name: str
    content: bytes


class FormFiles(Protocol):
    """Checks and fills forms.  All of it takes a while: call in a thread."""

    def check(self, content: bytes, blank: Paper) -> tuple[FormFault, ...]:
        """Everything wrong with a file sent in place of this blank form; never raises for it."""

    def fill(self, paper: Paper, template: bytes) -> Made:
        """The paper on the form, which was checked for it."""

    def fields(self, blank: Paper) -> Made:
        """The list of the fields that this form has, to be copied from."""
