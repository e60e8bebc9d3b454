"""The hooks that a conftest.py or another plugin may implement; pytest calls them once, before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from conformance.checks import Check
    from conformance.model.contract import Contract


@pytest.hookspec
def pytest_conformance_overrides(contract: Contract) -> Mapping[str, SearchStrategy[str]]:  # type: ignore[empty-body]
    """Return strategies of text that the suite draws from: by path in a request, or by the name of a type.

    A path (``UpdateContact/Contacts/Contact/@EmailAddress``) goes before a type
    (``{http://www.w3.org/2001/XMLSchema}dateTime``). Such a place shows values of its strategy only; they must be what
    the schema allows. Where two plugins name one place, the first to be asked wins: a conftest.py before a plugin.
    """


@pytest.hookspec
def pytest_conformance_checks(contract: Contract) -> Iterable[Check]:  # type: ignore[empty-body]
    """Return checks of your own, declared as those of ``conformance.checks``: each exchange is judged by them too."""
