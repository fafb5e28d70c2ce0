"""What forms are called, and what may be wrong with a file that was sent."""

from collections.abc import Mapping

from conversations.dossier.counting import BALLOTS, PROTOCOL
from conversations.dossier.model import FormHead
from conversations.dossier.reporting import CANCELLATION, MINUTES, NOTICE, SUMMARY
from conversations.form_files import FormFault, Wrong
from conversations.words import N_, Words

OWN_NAMES: Mapping[str, str] = {
    BALLOTS: N_("Paper ballot"),
    PROTOCOL: N_("Protocol of the count"),
    MINUTES: N_("Minutes of the meeting"),
    NOTICE: N_("Notice of the result"),
    SUMMARY: N_("Summary upward"),
    CANCELLATION: N_("Decision that cancels a level"),
}
"""What the program's own papers are called."""

_WRONG: Mapping[Wrong, str] = {
    Wrong.TOO_LARGE: N_("The file is too large: at most 1 MB."),
    Wrong.NOT_WORD: N_("This is not a Word file (.docx). Please save it as “Word Document”."),
    Wrong.LOCKED: N_(
        "The file is locked by a password, or is an old .doc. Please save it without a password "
        "as “Word Document (.docx)”."
    ),
    Wrong.MACROS: N_("The file holds macros. Please save it as “Word Document (.docx)”."),
    Wrong.OUTSIDE: N_("The file fetches something from outside ({what}). Please take it out."),
    Wrong.EMBEDDED: N_("The file holds another file inside (a sheet, an object)."),
    Wrong.TOO_MUCH: N_("The file holds far more than a form needs."),
    Wrong.UNCLOSED: N_("The braces of a field are not closed: “{what}”."),
    Wrong.UNREADABLE: N_("This between braces is not a field: “{what}”."),
    Wrong.UNPAIRED: N_(
        "This opens a list or a condition that is not closed, or closes one that is not open: "
        "“{what}”."
    ),
    Wrong.NESTED: N_("The list “{what}” stands inside another list: that cannot be filled in."),
    Wrong.NOT_IN_ROW: N_("This must stand alone in a row of a table: “{what}”."),
    Wrong.UNKNOWN: N_("There is no field “{what}” on this form."),
    Wrong.NOT_A_LIST: N_("“{what}” is one text, not a list."),
    Wrong.A_LIST: N_("“{what}” is a list: it goes into a table, line by line."),
    Wrong.NO_FIELDS: N_("There is no field in the file: nothing could be filled in."),
    Wrong.CANNOT_BE_FILLED: N_(
        "The file could not be filled for a trial: a list's opening and closing lines must stand "
        "in rows of their own."
    ),
}


def form_name(t: Words, head: FormHead) -> str:
    """What a form is called: by the office, or by its purpose."""
    known = OWN_NAMES.get(head.id)
    return head.name or (head.id if known is None else t.plain(known))


def fault_words(t: Words, fault: FormFault) -> str:
    """A fault in a sentence, and which field may have been meant."""
    said = t.plain(_WRONG[fault.wrong], what=fault.what)
    if not fault.near:
        return said
    return t.plain("{fault} Is it “{field}”?", fault=said, field=fault.near)
