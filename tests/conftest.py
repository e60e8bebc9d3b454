"""What every test may ask for: the shipped contract and its engines, built once."""

import sys
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings

from conformance import _schemas
from conformance.contract import manifest, validate
from conformance.contract.validate import Engines
from conformance.model.contract import Contract

pytest_plugins = ["pytester"]

# The same examples in every run, and no opinion on how fast the machine is.
settings.register_profile(
    "house", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")
OUTSIDE = {"open", "os", "shutil", "socket", "sqlite3", "subprocess", "urllib"}


@pytest.fixture(scope="session")
def cvent() -> Contract:
    return manifest.load(_schemas.contract_folder("cvent"))


@pytest.fixture(scope="session")
def engines(cvent: Contract) -> Engines:
    return validate.engines(cvent)


@pytest.fixture(scope="session")
def touched() -> Callable[[Callable[[], object]], list[str]]:
    """Return a function that tells which files, sockets and processes a call touches; an audit hook stays for good."""
    events: list[str] = []
    watching: list[bool] = []

    def watch(event: str, _: tuple[object, ...]) -> None:
        if watching and event.partition(".")[0] in OUTSIDE:
            events.append(event)

    def called(run: Callable[[], object]) -> list[str]:
        events.clear()
        watching.append(True)
        run()
        watching.clear()
        return list(events)

    sys.addaudithook(watch)
    return called
