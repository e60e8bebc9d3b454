"""Where a contract is read from: the only module that takes a name, a folder or a WSDL for one."""

import hashlib
from pathlib import Path

from conformance import _schemas
from conformance.contract import manifest, wsdl, xsd
from conformance.model.contract import Contract

SUFFIX = ".wsdl"


def read(named: str) -> Contract:
    """Return the contract of a shipped name, of a folder with a manifest, or of a WSDL alone.

    A WSDL tells messages only: no session, no results rule, no limits.

    Raises:
        ContractError: it cannot be read, or is of a kind that is not supported.
        UsageError: there is no such contract.
    """
    path = Path(named)
    if path.suffix.lower() != SUFFIX:
        return manifest.load(_schemas.contract_folder(named))
    described = wsdl.load(path)
    return Contract(
        name=path.stem,
        sha256=hashlib.sha256(described.text.encode()).hexdigest(),
        operations=described.operations,
        schema=xsd.canonical(described.documents),
        bindings=described.bindings,
        documents=described.documents,
        description=described.text,
    )
