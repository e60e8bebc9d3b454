"""Entering a target: the only module that opens the session which a contract asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from conformance.campaign import credentials
from conformance.errors import TargetError, UsageError, WireError
from conformance.model.binding import BINDINGS
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange
from conformance.model.tree import Element
from conformance.soap import binding as http
from conformance.soap import envelope as envelopes
from conformance.soap import session as sessions
from conformance.soap import xml
from conformance.soap.write import carries
from conformance.transport import _target as targets

Ask = Callable[[str, bytes], Exchange]
"""Sends a message of the login in a binding, and returns what became of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How a target was entered: the open session, the contract with what is known since, and what is secret of it."""

    session: sessions.Session | None
    contract: Contract
    secrets: tuple[str, ...] = field(default=(), repr=False)


def enter(
    contract: Contract, connection: targets.Connection, environment: Mapping[str, str], *, ask: Ask, target: str
) -> Entry:
    """Open the session that a contract asks for; a value given by the user is used as it is.

    Raises:
        UsageError: credentials are missing, or the vendor moves the session to a host that is not allowed.
        TargetError: the login was refused or not answered.
    """
    if contract.session is None:
        return Entry(session=None, contract=contract)
    if connection.session is not None:
        # Credentials were taken out of the recordings, so any will do that are not the same.
        placeholders = {name: f"any-{name}" for name in credentials.parameters(contract)}
        known = contract if connection.own else _knowing(contract, placeholders)
        session = sessions.Session(value=connection.session)
        return Entry(session=session, contract=known, secrets=_secrets(session, known, connection))
    value = "" if connection.own else environment.get(credentials.SESSION_VALUE, "")
    given = credentials.of_subjects(contract)
    if not connection.own:
        given = credentials.of_environment(contract, environment)
        contract = _knowing(contract, given)
    if not value and not given:
        raise credentials.required(contract)
    session = sessions.Session(value=_carried(value)) if value else _login(contract, given, ask, target=target)
    if session.address:
        targets.require_allowed(session.address, connection.permissions)
    return Entry(session=session, contract=contract, secrets=_secrets(session, contract, connection))


def _secrets(session: sessions.Session, contract: Contract, connection: targets.Connection) -> tuple[str, ...]:
    """Return what is secret: the session, the credentials, and the subjects of what is not our reference."""
    given = credentials.of_subjects(contract)
    subjects = () if connection.own else (held for values in contract.subjects.values() for held in values)
    return session.value, *given.values(), *subjects


def _knowing(contract: Contract, given: Mapping[str, str]) -> Contract:
    """Make the user's credentials the subjects of the login, so that its example can succeed."""
    login = "" if contract.session is None else contract.session.login
    known = {f"{login}/{name}": (value,) for name, value in given.items()}
    return replace(contract, subjects={**contract.subjects, **known})


def _login(contract: Contract, given: Mapping[str, str], ask: Ask, *, target: str) -> sessions.Session:
    binding = next(iter(sorted(contract.bindings)))
    talk = sessions.login(contract, given)
    payload = next(talk)
    try:
        while True:
            body = envelopes.encode(envelopes.Envelope(binding=BINDINGS[binding], body=(payload,)))
            payload = talk.send(_answer(ask(binding, body), target))
    except StopIteration as ended:
        granted: sessions.Session = ended.value
        return granted


def _answer(found: Exchange, target: str) -> Element | None:
    """Return the payload of an answer to the login, None where there is none."""
    if found.error is not None:
        message = f"the login was not answered: {found.error.message}"
        raise TargetError(message, target=target)
    data, headers = (found.response.body, found.response.headers) if found.response else (b"", ())
    try:
        return envelopes.read(xml.parse(data, charset=http.charset_of(headers))).payload
    except WireError as broken:
        status = found.response.status if found.response else None
        message = f"the login was answered with status {status} and no SOAP message ({broken}); check the address"
        raise TargetError(message, target=target) from None


def _carried(value: str) -> str:
    """Return a session value that XML can carry.

    Raises:
        UsageError: it cannot.
    """
    if carries(value):
        return value
    message = f"{credentials.SESSION_VALUE} holds a character that XML cannot carry; set it as the vendor gave it"
    raise UsageError(message)
