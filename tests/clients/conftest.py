"""A reference endpoint on a loopback port that overhears its clients; no other host can be reached."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from conversation import PORTS, Overheard

from conformance.contract.validate import Engines
from conformance.model.contract import Contract
from conformance.reference.soap.wsgi import Application, application
from conformance.transport.reference import serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """An endpoint that is served, and what is said to it; ``findings`` are those of the checks that are right."""

    findings: list[str]
    url: str
    app: Application
    overheard: Overheard


@pytest.fixture(params=["asmx", "none"])
def platform(request: pytest.FixtureRequest) -> str:
    """Return each platform in turn."""
    return str(request.param)


@pytest.fixture(params=list(PORTS))
def binding(request: pytest.FixtureRequest) -> str:
    """Return the name of each version in turn."""
    return str(request.param)


@pytest.fixture
def served(cvent: Contract, engines: Engines, platform: str) -> Iterator[Served]:
    """Serve a new endpoint; at the end all that was said, by both sides, is judged by every check."""
    app = application(cvent, platform)
    overheard = Overheard(app=app)
    with serving(overheard) as base:
        found = Served(url=app.address(base), app=app, overheard=overheard, findings=[])
        yield found
    assert overheard.findings(engines, platform) == found.findings
