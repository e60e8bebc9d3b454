"""Credentials: the only module that reads them, from the environment or, for our reference, from the manifest."""

import re
from collections.abc import Mapping

from conformance.contract.example import TEXTUAL, plain
from conformance.contract.paths import simple_type
from conformance.errors import UsageError
from conformance.model.contract import Contract
from conformance.model.schema import ComplexType, SimpleType, elements
from conformance.model.session import Barred
from conformance.model.tree import local_of

SESSION_VALUE = "CONFORMANCE_SESSION_VALUE"
EXPIRED_VALUE = "CONFORMANCE_EXPIRED_SESSION_VALUE"
FOREIGN_VALUE = "CONFORMANCE_FOREIGN_SESSION_VALUE"


def parameters(contract: Contract) -> tuple[str, ...]:
    """Return the local names of the login's parameters, in order; none where there is no login."""
    if contract.session is None:
        return ()
    payload = contract.operations[contract.session.login].input.payload
    found = contract.schema.types[contract.schema.elements[payload].type]
    return tuple(local_of(use.name) for use in elements(found.content)) if isinstance(found, ComplexType) else ()


def variable(parameter: str) -> str:
    """Return the environment variable of a parameter: ``AccountNumber`` is ``CONFORMANCE_ACCOUNT_NUMBER``."""
    return "CONFORMANCE_" + re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", parameter).upper()


def of_subjects(contract: Contract) -> Mapping[str, str]:
    """Return the credentials among a contract's subjects: the made-up ones of our reference, or the user's."""
    known = ((name, contract.subjects.get(f"{_login(contract)}/{name}")) for name in parameters(contract))
    return {name: found[0] for name, found in known if found}


def secret(given: Mapping[str, str], contract: Contract) -> Mapping[str, str]:
    """Return those of some credentials that no report may show: all that are free texts, and no others."""
    types = _types(contract)
    return {name: value for name, value in given.items() if _is_free(types.get(name))}


def placeholders(contract: Contract, text: str | None = None) -> Mapping[str, str]:
    """Return credentials that nobody has, each a value of its type; of free texts ``text``, or each its own."""
    return {
        name: plain(kind) if kind is not None and not _is_free(kind) else text or f"any-{name}"
        for name, kind in _types(contract).items()
    }


def _types(contract: Contract) -> Mapping[str, SimpleType | None]:
    login = "" if contract.session is None else contract.operations[contract.session.login].input.payload
    return {name: simple_type(contract.schema, login, name) for name in parameters(contract)}


def _is_free(kind: SimpleType | None) -> bool:
    return kind is None or (kind.builtin in TEXTUAL and not kind.facets.enumeration)


def of_environment(contract: Contract, environment: Mapping[str, str]) -> Mapping[str, str]:
    """Return the credentials that the user gave, empty where none is set.

    Raises:
        UsageError: some are set and others are missing.
    """
    wanted = {name: environment.get(variable(name), "") for name in parameters(contract)}
    missing = [variable(name) for name, value in wanted.items() if not value]
    if missing and len(missing) < len(wanted):
        message = f"to log in, {', '.join(missing)} must be set as well"
        raise UsageError(message)
    return {} if missing else wanted


def barred(environment: Mapping[str, str]) -> Barred:
    """Return the sessions that the user knows to open nothing in the account."""
    return Barred(expired=environment.get(EXPIRED_VALUE) or None, foreign=environment.get(FOREIGN_VALUE) or None)


def required(contract: Contract) -> UsageError:
    """Return the error for a target that needs a session where the user gave neither a value nor credentials."""
    names = ", ".join(variable(name) for name in parameters(contract))
    message = f"the target needs a session: set {SESSION_VALUE}, or {names}"
    return UsageError(message)


def _login(contract: Contract) -> str:
    return "" if contract.session is None else contract.session.login
