import pytest

from rules import Library, Ruleset, load_library


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="session")
def can_tho(library: Library) -> Ruleset:
    return library.get("can-tho-2018")
