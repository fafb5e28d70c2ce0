"""What the rules refuse, in the operator's language."""

from conversations.words import Words
from rules.errors import Fault, RulesError, RulesetError


def refusal(error: RulesError, t: Words) -> str:
    """The error in one sentence; a faulty guideline: its id and each of its faults."""
    if isinstance(error, RulesetError):
        return f"{error.guideline}: " + "; ".join(fault_line(fault, t) for fault in error.faults)
    return t.plain(error.says, **error.fields)


def fault_line(fault: Fault, t: Words) -> str:
    """One fault of a guideline: file, line and place, and what is wrong there."""
    return f"{fault.where}: {t.plain(fault.says, **fault.fields)}"
