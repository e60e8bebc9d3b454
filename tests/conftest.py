"""What every test may ask for: the shipped contract and its engines, built once."""

import pytest

from conformance import _schemas
from conformance.contract import manifest, validate
from conformance.contract.validate import Engines
from conformance.model.contract import Contract

pytest_plugins = ["pytester"]


@pytest.fixture(scope="session")
def cvent() -> Contract:
    return manifest.load(_schemas.contract_folder("cvent"))


@pytest.fixture(scope="session")
def engines(cvent: Contract) -> Engines:
    return validate.engines(cvent)
