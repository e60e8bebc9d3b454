"""Entering a target: the only module that opens the session which a contract asks for, and the one after it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from conformance.campaign import credentials
from conformance.campaign.redact import Redaction
from conformance.contract.login import login
from conformance.contract.protocols import speech_of, uncarried
from conformance.errors import TargetError, UsageError
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange, Response
from conformance.model.session import Session
from conformance.model.tree import Element
from conformance.transport import _target as targets

Ask = Callable[[str, Element], Exchange]
"""Sends a payload of the login in a binding, and returns what became of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How a target was entered: the open session, the contract with what is known since, and what is secret of it.

    ``given`` are the credentials that open the next session; empty where the user gave none, or recordings answer.
    ``granted`` tells whether a login opened this one.
    """

    session: Session | None
    contract: Contract
    secrets: tuple[str, ...] = field(default=(), repr=False)
    given: Mapping[str, str] = field(default_factory=dict, repr=False)
    granted: bool = False


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
        known = contract if connection.own else _knowing(contract, credentials.placeholders(contract))
        session = Session(value=connection.session)
        return Entry(session=session, contract=known, secrets=_secrets(session, known, connection))
    value = "" if connection.own else environment.get(credentials.SESSION_VALUE, "")
    given = credentials.of_subjects(contract)
    if not connection.own:
        given = credentials.of_environment(contract, environment)
        contract = _knowing(contract, given)
    if not value and not given:
        raise credentials.required(contract)
    if value:
        session = Session(value=_carried(value, contract))
    else:
        session = _login(contract, given, connection, ask=ask, target=target)
    secrets = _secrets(session, contract, connection)
    return Entry(session=session, contract=contract, secrets=secrets, given=given, granted=not value)


def renew(entry: Entry, connection: targets.Connection, *, ask: Ask, target: str) -> Entry:
    """Open the next session with the same credentials.

    Raises:
        UsageError: the vendor moves the session to a host that is not allowed.
        TargetError: there are no credentials, or the login was refused or not answered.
    """
    if not entry.given:
        names = ", ".join(map(credentials.variable, credentials.parameters(entry.contract)))
        message = (
            f"the session is over, and {credentials.SESSION_VALUE} alone opens no other: set a fresh one, "
            f"or {names} as well"
        )
        raise TargetError(message, target=target)
    session = _login(entry.contract, entry.given, connection, ask=ask, target=target)
    return replace(entry, session=session, secrets=(session.value,), granted=True)


def _secrets(session: Session, contract: Contract, connection: targets.Connection) -> tuple[str, ...]:
    """Return what is secret: the session, the credentials, and the subjects of what is not our reference."""
    given = credentials.secret(credentials.of_subjects(contract), contract)
    subjects = () if connection.own else (held for values in contract.subjects.values() for held in values)
    return session.value, *given.values(), *subjects


def _knowing(contract: Contract, given: Mapping[str, str]) -> Contract:
    """Make the user's credentials the subjects of the login, so that its example can succeed."""
    login = "" if contract.session is None else contract.session.login
    known = {f"{login}/{name}": (value,) for name, value in given.items()}
    return replace(contract, subjects={**contract.subjects, **known})


def _login(
    contract: Contract, given: Mapping[str, str], connection: targets.Connection, *, ask: Ask, target: str
) -> Session:
    """Return the session that a login grants; what a refusal says is told without the credentials.

    Raises:
        UsageError: the vendor moves the session to a host that is not allowed.
        TargetError: the login was refused or not answered, or it moves the session to where it is not safe.
    """
    binding = next(iter(sorted(contract.bindings)))
    talk = login(contract, given)
    payload = next(talk)
    try:
        while True:
            payload = talk.send(speech_of(contract).granted(contract, _came(ask(binding, payload), target), target))
    except StopIteration as ended:
        granted: Session = ended.value
    except TargetError as refused:
        secrets = Redaction(secrets=tuple(dict.fromkeys(filter(None, given.values()))))
        message = secrets.sentence(str(refused).removeprefix(f"{refused.target}: "))
        raise TargetError(message, target=refused.target) from None
    if granted.address:
        targets.require_allowed(granted.address, connection.permissions)
        if urlsplit(connection.address).scheme == "https" != urlsplit(granted.address).scheme:
            message = f"the login moves the session from https to {granted.address}, where anybody could read it"
            raise TargetError(message, target=target)
    return granted


def _came(found: Exchange, target: str) -> Response:
    if found.response is None:
        why = "" if found.error is None else found.error.message
        message = f"the login was not answered: {why}"
        raise TargetError(message, target=target)
    return found.response


def _carried(value: str, contract: Contract) -> str:
    """Return a session value that the messages of the contract can carry.

    Raises:
        UsageError: it cannot.
    """
    why = uncarried(value, contract)
    if not why:
        return value
    message = f"{credentials.SESSION_VALUE} holds {why}; set it as the vendor gave it"
    raise UsageError(message)
