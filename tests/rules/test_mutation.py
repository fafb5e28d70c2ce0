"""One seeded fault of every kind (all of them: ``python -m tests.rules.mutation``)."""

from dataclasses import fields

import pytest

from rules import Library, Ruleset, load_library
from rules.load.library import packaged
from tests.rules.mutation import equivalent, mutants, representative, tables_of, try_out, written
from tests.rules.mutation_faults import Scales, faults
from tests.rules.mutation_pools import wrong_pools

SCALES = Scales(["XS", "HTT", "HN", "KHT"], ["xuat_sac", "tot", "trung_binh", "kem"])


@pytest.mark.parametrize("ruleset_id", load_library().ids)
def test_seeded_faults_are_caught(ruleset_id: str) -> None:
    """One fault in each kind of rule of a guideline: some case, or the loader, catches it."""
    picked = representative(list(mutants(ruleset_id)), seed=2018)
    survived = [str(mutant) for mutant in picked if try_out(mutant).survived]
    assert not set(survived) - set(equivalent())


@pytest.mark.parametrize("ruleset_id", load_library().ids)
def test_nothing_is_caught_where_there_is_no_fault(library: Library, ruleset_id: str) -> None:
    """The tables hold for the guideline as it is; written out and read again it is the same."""
    assert not list(wrong_pools(library, ruleset_id))
    files = {**packaged(), ruleset_id: (("again.toml", written(tables_of(ruleset_id))),)}
    again = Library(files).get(ruleset_id).sections
    held = library.get(ruleset_id).sections
    for section in fields(held):
        found, wanted = getattr(again, section.name), getattr(held, section.name)
        assert found == wanted or sorted(found, key=_id) == sorted(wanted, key=_id), section.name


def _id(record: object) -> str:
    return str(getattr(record, "id", ""))


def test_faults_that_change_nothing_are_still_faults_that_can_be_seeded() -> None:
    """Every line of the list names a mutant that exists, and says why."""
    found = {str(mutant) for one in load_library().ids for mutant in mutants(one)}
    assert not set(equivalent()) - found
    assert all(equivalent().values())


def test_every_kind_of_slip_is_seeded(can_tho: Ruleset) -> None:
    """Bounds off by one and turned round, lost exceptions, levels, scopes, shares, whole rules."""
    rule = {
        "level": "HN",
        "scope": "rating",
        "that": {"fact": "targets_done", "at_least": 50},
        "unless": {"fact": "remedied", "is": True},
    }
    seeded = {what for what, _ in faults("require", rule, SCALES)}
    assert seeded >= {
        "left out",
        "level: KHT for HN",
        "level: HTT for HN",
        "scope: review",
        "unless lost",
        "unless: remedied is False",
        "that: targets_done 50: at_least 51",
        "that: targets_done 50: at_least 49",
        "that: targets_done 50: at_least edge",
        "that: targets_done 50: at_least turned",
    }
    quota = {"percent": 20, "level": "XS", "of_level": "HTT", "whole": "TCCSĐ"}
    assert "percent: 25 for 20" in {what for what, _ in faults("quotas", quota, SCALES)}
    assert sum(1 for _ in mutants(can_tho.id)) >= 60
