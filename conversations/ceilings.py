"""Hard ceilings, remembered: the same facts under the same guideline always come to the same.

A branch's preparation asks for the ceiling of every member at every tap, and most facts stay as
they were.  What is remembered is a function's value and nothing of a person: it can be forgotten at
any time.
"""

from collections import OrderedDict
from collections.abc import Mapping

from rules import Decision, FactValue, Kind, Ruleset, Use, decide

MOST = 600
"""How many are remembered: those of several large branches."""

_Key = tuple[int, Kind, frozenset[tuple[str, FactValue]]]
_known: OrderedDict[_Key, tuple[Ruleset, Decision]] = OrderedDict()


def ceiling_of(ruleset: Ruleset, kind: Kind, facts: Mapping[str, FactValue]) -> Decision:
    """What these facts alone leave possible, grades counting as able to be met.

    Raises KindNotCovered, FactError.
    """
    # The ruleset is kept beside its decision, so that its identity stays its own.
    key = (id(ruleset), kind, frozenset(facts.items()))
    found = _known.get(key)
    if found is None:
        found = _known[key] = (ruleset, decide(ruleset, kind, facts, use=Use.FACTS))
        if len(_known) > MOST:
            _known.popitem(last=False)
    else:
        _known.move_to_end(key)
    return found[1]
