"""The mutation check: seeded faults in the data, each of which a case has to catch.

    python -m tests.rules.mutation                     every fault in every guideline
    python -m tests.rules.mutation can-tho-2018        … in one
    python -m tests.rules.mutation --sample 60         so many of each, picked by --seed

A fault that the loader refuses never gets as far as a case; it is counted by itself.
``mutation_tables/equivalent.toml`` lists faults that change nothing, with the reason.
Exit code 1: some fault went through; each is named, with what it changed.
"""

import argparse
import random
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from rules import Fault, Kind, Library, RulesError, Ruleset, RulesetError, load_library
from rules.load.library import packaged
from rules.load.sections import Draft, draft_of
from rules.load.source import Source
from tests.rules.mutation_faults import SECTIONS, Scales, Table, faults
from tests.rules.mutation_pools import wrong_pools
from tests.rules.tables import FOLDER, Case, differences, read_cases, run

TABLES = Path(__file__).parent / "mutation_tables"


@dataclass(frozen=True)
class Mutant:
    """One seeded fault: where it is, what is wrong, and the faulty record (None: missing)."""

    ruleset: str
    section: str
    record: str
    what: str
    faulty: Table | None

    def __str__(self) -> str:
        return f"{self.ruleset} [{self.section}.{self.record}] {self.what}"


@dataclass(frozen=True)
class Fate:
    """What became of a mutant: who caught it, or that the loader refused it, or neither."""

    mutant: Mutant
    caught: str = ""
    refused: str = ""

    @property
    def survived(self) -> bool:
        return not self.caught and not self.refused


@cache
def tables_of(ruleset_id: str) -> Mapping[str, Table]:
    """A guideline's own files as one: section → record id → record."""
    together: dict[str, Table] = {}
    for _, text in packaged()[ruleset_id]:
        for section, records in tomllib.loads(text, parse_float=Decimal).items():
            together.setdefault(section, {}).update(records)
    return together


def mutants(ruleset_id: str) -> Iterator[Mutant]:
    """Every fault that can be seeded into a guideline's own records."""
    ruleset = load_library().get(ruleset_id)
    scales = Scales([x.id for x in ruleset.levels], [x.id for x in ruleset.grades])
    for section in SECTIONS:
        for record_id, record in tables_of(ruleset_id).get(section, {}).items():
            assert isinstance(record, dict)
            for what, faulty in faults(section, record, scales):
                yield Mutant(ruleset_id, section, record_id, what, faulty)


class Seeded(Library):
    """The packaged guidelines with a fault in one; what has nothing to do with it is shared."""

    def __init__(self, mutant: Mutant) -> None:
        super().__init__(packaged_once())
        self.mutant = mutant

    def _draft(self, ruleset_id: str) -> tuple[Draft, list[Fault]]:
        if ruleset_id != self.mutant.ruleset:
            return untouched()._draft(ruleset_id)
        if ruleset_id not in self._drafts:
            source = Source("mutant.toml", dict(tables_with(self.mutant)))
            self._drafts[ruleset_id] = draft_of(ruleset_id, [source])
        return self._drafts[ruleset_id]

    def _build(self, ruleset_id: str, named: str | None, above: tuple[str, ...]) -> Ruleset:
        touched = self.mutant.ruleset
        if touched in {ruleset_id, named} or self._lies_over(ruleset_id, touched):
            return super()._build(ruleset_id, named, above)
        return untouched()._build(ruleset_id, named, above)


def tables_with(mutant: Mutant) -> Mapping[str, Table]:
    """The guideline's tables with the one fault in them."""
    tables = dict(tables_of(mutant.ruleset))
    records = dict(tables[mutant.section])
    if mutant.faulty is None:
        del records[mutant.record]
    else:
        records[mutant.record] = mutant.faulty
    tables[mutant.section] = records
    return tables


@cache
def packaged_once() -> dict[str, tuple[tuple[str, str], ...]]:
    return packaged()


@cache
def untouched() -> Library:
    return Library(packaged_once())


def try_out(mutant: Mutant) -> Fate:
    """Run on the mutant the cases of its kinds of subject, those of its clause first.

    No rule of one kind of subject has any part in another kind's decisions.
    """
    library = Seeded(mutant)
    try:
        library.get(mutant.ruleset)
    except RulesetError as error:
        return Fate(mutant, refused=error.faults[0].why)
    record = tables_of(mutant.ruleset)[mutant.section][mutant.record]
    assert isinstance(record, dict)
    kinds = kinds_of(record)
    clause = str(record.get("clause", ""))
    caught = next(_wrong_cases(library, mutant.ruleset, kinds, clause), "")
    return Fate(mutant, caught=caught or next(wrong_pools(library, mutant.ruleset, kinds), ""))


def already_wrong(ruleset_id: str) -> str:
    """The first case that fails on the data as it is, where nothing could be concluded; or ""."""
    library, kinds = untouched(), frozenset(str(kind) for kind in Kind)
    wrong = _wrong_cases(library, ruleset_id, kinds)
    return next(wrong, "") or next(wrong_pools(library, ruleset_id, kinds), "")


def kinds_of(record: Table) -> frozenset[str]:
    """The kinds of subject that a record says it is about; all of them where it says none."""
    written = record.get("kinds", [record["kind"]] if "kind" in record else "all")
    return frozenset(Kind) if written == "all" else frozenset(map(str, written))


def _wrong_cases(
    library: Library, ruleset_id: str, kinds: frozenset[str], clause: str = ""
) -> Iterator[str]:
    cases = [case for case in cases_of(ruleset_id) if case.kind in kinds]
    for case in sorted(cases, key=lambda case: case.clause != clause):
        try:
            wrong = differences(case, run(library.get(ruleset_id, case.base), case))
        except (RulesError, LookupError) as error:
            wrong = [str(error)]
        if wrong:
            yield f"{case}: {wrong[0]}"


@cache
def cases_of(ruleset_id: str) -> tuple[Case, ...]:
    return tuple(read_cases(ruleset_id)) if (FOLDER / ruleset_id).is_dir() else ()


@cache
def equivalent() -> Mapping[str, str]:
    """Faults that change nothing: the mutant in words → why."""
    file = TABLES / "equivalent.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def sample(found: Sequence[Mutant], size: int, seed: int) -> list[Mutant]:
    """So many of them, spread over the records; the same ones for the same seed."""
    chance = random.Random(seed)
    return chance.sample(found, size) if 0 < size < len(found) else list(found)


def representative(found: Sequence[Mutant], seed: int) -> list[Mutant]:
    """One of every kind of rule; the same ones for the same seed."""
    by_section: dict[str, list[Mutant]] = {}
    for mutant in found:
        by_section.setdefault(mutant.section, []).append(mutant)
    chance = random.Random(seed)
    return [chance.choice(mutants) for mutants in by_section.values()]


def written(tables: Mapping[str, Table]) -> str:
    """The tables as TOML, each record's values on lines of their own."""
    lines = []
    for section, records in tables.items():
        if section == "guideline":
            lines += [f"[{section}]", *_lines(records)]
            continue
        for record_id, record in records.items():
            if isinstance(record, dict):
                lines += [f'[{section}."{record_id}"]', *_lines(record)]
        short = {key: value for key, value in records.items() if not isinstance(value, dict)}
        lines += [f"[{section}]", *_lines(short)] if short else []
    return "\n".join(lines)


def _lines(record: Table) -> list[str]:
    return [f'"{key}" = {_value(value)}' for key, value in record.items()]


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(_lines(value)) + " }"
    return value.isoformat() if isinstance(value, date) else str(value)


def main(arguments: Sequence[str]) -> int:
    """Try the faults; print a table and the survivors; 1 if any."""
    parser = argparse.ArgumentParser(prog="python -m tests.rules.mutation", description=__doc__)
    parser.add_argument("rulesets", nargs="*", metavar="ID")
    parser.add_argument("--sample", type=int, default=0, help="so many faults of each guideline")
    parser.add_argument("--seed", type=int, default=2018)
    parser.add_argument("--jobs", type=int, default=None, help="processes (default: every core)")
    asked = parser.parse_args(arguments)
    survivors: list[Mutant] = []
    with ProcessPoolExecutor(asked.jobs) as pool:
        for ruleset_id in asked.rulesets or load_library().ids:
            if wrong := already_wrong(ruleset_id):
                sys.exit(f"{ruleset_id}, with nothing seeded: {wrong}")
            chosen = sample(list(mutants(ruleset_id)), asked.sample, asked.seed)
            fates = list(pool.map(try_out, chosen, chunksize=8))
            left = [fate.mutant for fate in fates if fate.survived]
            same = [mutant for mutant in left if str(mutant) in equivalent()]
            survivors += [mutant for mutant in left if mutant not in same]
            caught = sum(1 for fate in fates if fate.caught)
            refused = sum(1 for fate in fates if fate.refused)
            print(  # noqa: T201 - this is a script
                f"{ruleset_id}: {len(fates)} faults: {caught} caught by cases, {refused} refused"
                f" by the loader, {len(same)} change nothing, {len(left) - len(same)} survive"
            )
    for mutant in survivors:
        print(f"survived: {mutant}")  # noqa: T201
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
