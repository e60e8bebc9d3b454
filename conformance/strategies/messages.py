"""Messages for one's own tests: the only module that draws payloads and requests from the name of a contract."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from hypothesis import strategies as st

from conformance import _schemas
from conformance.contract import manifest, rest
from conformance.contract.names import binding_named, operation_named
from conformance.generation.draft import Draft
from conformance.generation.plan import Plan, compile_plan
from conformance.markup.veil import veil
from conformance.model.binding import Binding
from conformance.model.contract import Contract, Operation
from conformance.model.exchange import Request
from conformance.model.session import PLACEHOLDER
from conformance.model.tree import Element, veiled
from conformance.soap import binding as http
from conformance.soap import envelope, session
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
        binding: ``soap11`` or ``soap12``, of a REST contract ``json``, ``jsv`` or ``form``; its first by the alphabet
            where it is left out.
        overrides: as for ``payloads``.

    Raises:
        ContractError: the contract cannot be used.
        UsageError: there is no such contract, operation, binding, path or type.
    """
    found = _loaded(contract)
    plan = _plan(found, operation)
    require_known((plan,), overrides)
    spoken = binding_named(binding or min(found.bindings), found)
    called, hidden = found.operations[operation], veil(found.redact.paths)
    write = (_in_envelope if called.route is None else _in_members)(found, called, spoken)
    return drafts(plan, overrides).map(lambda draft: replace(write(draft), veil=hidden))


def _in_envelope(contract: Contract, operation: Operation, binding: Binding) -> Callable[[Draft], Request]:
    before, after = envelope.halves(binding, session.request_blocks(contract, operation, PLACEHOLDER))
    url, action = contract.bindings[binding.name], operation.action
    return lambda draft: http.request(before + draft.text().encode() + after, binding, url=url, action=action)


def _in_members(contract: Contract, operation: Operation, binding: Binding) -> Callable[[Draft], Request]:
    return lambda draft: rest.addressed(draft.element(), contract, operation, binding)


def _loaded(contract: str | Contract) -> Contract:
    return _shipped(contract) if isinstance(contract, str) else contract


@cache
def _shipped(name: str) -> Contract:
    return manifest.load(_schemas.contract_folder(name))


def _plan(contract: Contract, operation: str) -> Plan:
    return compile_plan(contract, operation_named(operation, contract))
