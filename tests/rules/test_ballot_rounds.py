"""Which rounds of ballots are held on a subject, as the guidelines' data says."""

import pytest

from rules import FactError, Kind, KindNotCovered, Library, load_library, rounds_for
from rules.procedure import Voters

LIBRARY: Library = load_library()


def own(guideline: str, kind: Kind, **facts: str) -> list[str]:
    """The rounds in which a branch votes itself."""
    rounds = rounds_for(LIBRARY.get(guideline), kind, facts)
    return [one.id for one in rounds if one.voters is Voters.OFFICIAL_MEMBERS]


def test_two_rounds_come_in_their_order() -> None:
    """II.B.2.5 of the university's plan: levels first, then the picks; elsewhere one round."""
    assert own("dhyd-can-tho-2018", Kind.MEMBER) == ["member-levels", "member-xs"]
    for guideline in ("can-tho-2018", "sao-do-2023", "go-vap-p11-2021"):
        assert own(guideline, Kind.MEMBER) == ["member-levels"]


def test_a_round_of_another_kind_of_organisation_is_left_out() -> None:
    """A chi bộ votes as a whole; where it is not known what it is, both ways stay possible."""
    ruleset = LIBRARY.get("can-tho-2018")
    known = {one.id for one in rounds_for(ruleset, Kind.ORGANISATION, {"org_type": "chi_bo"})}
    unknown = {one.id for one in rounds_for(ruleset, Kind.ORGANISATION, {})}
    assert "org-own-branch" in known
    assert "org-own-committee" not in known
    assert {"org-own-branch", "org-own-committee"} <= unknown


def test_what_a_guideline_does_not_cover_is_said() -> None:
    """No rounds are made up: the kind, and the facts, must be the guideline's own."""
    with pytest.raises(KindNotCovered):
        rounds_for(LIBRARY.get("tinh-uy-2019"), Kind.MEMBER, {})
    with pytest.raises(FactError):
        rounds_for(LIBRARY.get("can-tho-2018"), Kind.ORGANISATION, {"org_type": "no such"})
