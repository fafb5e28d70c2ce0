"""The packaged guidelines, and guidelines in other folders."""

from importlib import resources
from pathlib import Path
from typing import Any

from rules.errors import Fault, RulesetError, UnknownRuleset, Why
from rules.load.check import check, fill_levels
from rules.load.overlay import lay_over
from rules.load.sections import RECORDS, Draft, draft_of
from rules.load.source import Place, read_sources
from rules.ruleset import Ruleset, Sections


class Library:
    """Guidelines by id; each is read, checked and laid over its base once."""

    def __init__(self, guidelines: dict[str, tuple[tuple[str, str], ...]]) -> None:
        self._files = guidelines
        self._drafts: dict[str, tuple[Draft, list[Fault]]] = {}
        self._rulesets: dict[tuple[str, str, bool], Ruleset] = {}

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all guidelines."""
        return tuple(sorted(self._files))

    def get(self, ruleset_id: str, base: str | None = None) -> Ruleset:
        """The guideline ready for use.

        ``base``: the guideline that an overlay is laid over; None takes the overlay's default
        (``Ruleset.base_assumed`` then says so).
        Raises UnknownRuleset, RulesetError (faulty data, or overlays laid over each other).
        """
        return self._build(ruleset_id, base, ())

    def bases(self, ruleset_id: str) -> tuple[str, ...]:
        """The guidelines that an overlay may be laid over; empty: it needs no base named.

        Raises UnknownRuleset, RulesetError.
        """
        about = self._draft(ruleset_id)[0].about
        if about is None or not about.default_base:
            return ()
        first = about.default_base
        others = (
            other
            for other in self.ids
            if other not in {ruleset_id, first} and not self._lies_over(other, ruleset_id)
        )
        return (first, *others)

    def _lies_over(self, ruleset_id: str, base: str) -> bool:
        about = self._draft(ruleset_id)[0].about
        if about is None:
            return False
        below = about.extends or about.default_base
        return bool(below) and (below == base or self._lies_over(below, base))

    def _draft(self, ruleset_id: str) -> tuple[Draft, list[Fault]]:
        if ruleset_id not in self._files:
            raise UnknownRuleset(ruleset_id, self.ids)
        if ruleset_id not in self._drafts:
            sources, faults = read_sources(self._files[ruleset_id])
            draft, more = draft_of(ruleset_id, sources)
            # What a file that is not TOML holds is missing everywhere: no faults of their own.
            self._drafts[ruleset_id] = (draft, faults or more)
        return self._drafts[ruleset_id]

    def _build(self, ruleset_id: str, named: str | None, above: tuple[str, ...]) -> Ruleset:
        draft, noted = self._draft(ruleset_id)
        faults = list(noted)
        about = draft.about
        if about is None or any(not fault.place for fault in faults):
            raise RulesetError(ruleset_id, tuple(sorted(faults)))
        base_id = about.extends or named or about.default_base
        assumed = bool(about.default_base) and named is None
        key = (ruleset_id, base_id, assumed)
        if ruleset_id in above:
            circle = " → ".join((*above[above.index(ruleset_id) :], ruleset_id))
            fault = draft.about_place.fault(Why("laid over itself: {circle}", circle=circle))
            raise RulesetError(ruleset_id, (fault,))
        if named and not about.default_base:
            why = Why("is not an overlay: it cannot be laid over '{base}'", base=named)
            raise RulesetError(ruleset_id, (draft.about_place.fault(why),))
        if key in self._rulesets:
            return self._rulesets[key]
        records = {section: dict(held) for section, held in draft.records.items()}
        if base_id:
            if base_id not in self._files:
                why = Why("there is no ruleset '{base}' to lie over", base=base_id)
                raise RulesetError(ruleset_id, (*faults, draft.about_place.fault(why)))
            base = self._build(base_id, None, (*above, ruleset_id))
            records, more = lay_over(draft, base)
            faults += more
        else:
            faults += [
                draft.place("drop", drop.id).fault(Why("there is no base to strike it from"))
                for drop in draft.drops
            ]
        fill_levels(records)
        faults += check(draft, records, whole=not noted)
        if faults:
            raise RulesetError(ruleset_id, tuple(sorted(set(faults))))
        ruleset = Ruleset(
            Sections(about=about, **{name: _tuple(records[name]) for name in RECORDS}),
            base_id=base_id,
            base_assumed=assumed,
        )
        self._rulesets[key] = ruleset
        return ruleset


def _tuple(records: dict[str, object]) -> Any:
    # Each record was made by the class of its section, which the field of that name holds.
    return tuple(records.values())


def packaged() -> dict[str, tuple[tuple[str, str], ...]]:
    """The files (name, text) of every packaged guideline."""
    root = resources.files("rules") / "guidelines"
    return {
        folder.name: tuple(
            (f"{folder.name}/{item.name}", item.read_text(encoding="utf-8"))
            for item in sorted(folder.iterdir(), key=lambda item: item.name)
            if item.name.endswith(".toml")
        )
        for folder in sorted(root.iterdir(), key=lambda item: item.name)
        if folder.is_dir() and not folder.name.startswith("_")
    }


def load_library() -> Library:
    """The packaged guidelines; each is read when first asked for."""
    return Library(packaged())


def load_folder(folder: Path, base: str | None = None) -> Ruleset:
    """The guideline in a folder, which may lie over packaged ones.

    Raises RulesetError with every fault, unreadable files among them.
    """
    name = folder.resolve().name
    files = []
    faults = []
    for file in sorted(folder.glob("*.toml")):
        try:
            files.append((str(file), file.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            faults.append(Place(str(file), 0, "").fault(Why("cannot be read: it is not in UTF-8")))
        except OSError as error:
            why = Why("cannot be read: {error}", error=str(error))
            faults.append(Place(str(file), 0, "").fault(why))
    if not files and not faults:
        faults = [Place(str(folder), 0, "").fault(Why("no .toml file here"))]
    if faults:
        raise RulesetError(name, tuple(faults))
    return Library({**packaged(), name: tuple(files)}).get(name, base)
