"""A fixture for every test that must not reach the network; import it into a conftest.

``from tests.sandbox.network import no_network_at_all`` is enough: it is used automatically there.
"""

from collections.abc import Iterator

import pytest

from bot.sandbox import no_network


@pytest.fixture(autouse=True)
def no_network_at_all() -> Iterator[None]:
    """Fail at once when anything looks up a name or opens a connection."""
    with no_network():
        yield
