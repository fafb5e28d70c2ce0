"""What holds for every test: no network, no settings of the machine, no clock in Hypothesis."""

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.sandbox.network import no_network_at_all

__all__ = ["no_network_at_all"]

# A gate says the same of the same code; new cases are looked for by `make explore`.
_patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("gate", _patient, derandomize=True)
settings.register_profile("explore", _patient, max_examples=1000, derandomize=False)
settings.load_profile("gate")


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the developer has set for his own bot stays out of the tests."""
    for name in [name for name in os.environ if name.startswith("TUSOI_")]:
        monkeypatch.delenv(name)
