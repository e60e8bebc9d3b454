"""Messages for one's own tests: the only module that draws payloads and requests from the name of a contract."""

from dataclasses import replace
from functools import cache
from types import MappingProxyType

from hypothesis import strategies as st

from conformance import _schemas
from conformance.contract import manifest
from conformance.contract.names import binding_named, operation_named
from conformance.contract.protocols import speech_of
from conformance.contract.speech import addressed
from conformance.generation.plan import Plan, compile_plan
from conformance.markup.veil import veil
from conformance.model.contract import Contract
from conformance.model.exchange import Request
from conformance.model.tree import Element, veiled
from conformance.strategies.drafts import drafts
from conformance.strategies.overrides import Overrides, require_known

_NONE: Overrides = MappingProxyType({})


def payloads(contract: str | Contract, operation: str, *, overrides: Overrides = _NONE) -> st.SearchStrategy[Element]:
    """Return a strategy for the payloads of an operation: whatever its schema allows, shrinking to the smallest.

    Args:
        contract: a shipped name such as ``cvent``, the path of a folder with a ``contract.toml``, or a contract.
        operation: its name in the contract.
        overrides: strategies of text by path (``UpdateContact/Contacts/Contact/@EmailAddress``) or by the name of a
            type (``{http://www.w3.org/2001/XMLSchema}dateTime``); such a place shows values of its strategy only.
            They are not checked against the schema, and those with characters that XML cannot carry are left out.

    Raises:
        ContractError: the contract cannot be used.
        UsageError: there is no such contract, operation, path or type.
    """
    found = _loaded(contract)
    plan, hidden = _plan(found, operation), veil(found.redact.paths)
    require_known((plan,), overrides)
    return drafts(plan, overrides).map(lambda draft: veiled(draft.element(), hidden))


def requests(
    contract: str | Contract, operation: str, *, binding: str | None = None, overrides: Overrides = _NONE
) -> st.SearchStrategy[Request]:
    """Return a strategy for whole HTTP requests of an operation, addressed as the contract says.

    What carries a session holds ``session-value``; the fixture ``conformance`` sends the open session's value instead.

    Args:
        contract: as for ``payloads``.
        operation: its name in the contract.
        binding: one of the contract's, such as ``soap12`` or ``json``; its first by the alphabet where it is left out.
        overrides: as for ``payloads``.

    Raises:
        ContractError: the contract cannot be used.
        UsageError: there is no such contract, operation, binding, path or type.
    """
    found = _loaded(contract)
    plan = _plan(found, operation)
    require_known((plan,), overrides)
    spoken = binding_named(binding or min(found.bindings), found)
    written = speech_of(found).writer(addressed(found, found.operations[operation], spoken))
    hidden = veil(found.redact.paths)
    return drafts(plan, overrides).map(lambda draft: replace(written(draft), veil=hidden))


def _loaded(contract: str | Contract) -> Contract:
    return _shipped(contract) if isinstance(contract, str) else contract


@cache
def _shipped(name: str) -> Contract:
    return manifest.load(_schemas.contract_folder(name))


def _plan(contract: Contract, operation: str) -> Plan:
    return compile_plan(contract, operation_named(operation, contract))
