"""What is sensitive: the only module that finds in messages what the contract declares secret, and of what kind."""

import binascii
import re
from base64 import b64decode
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from conformance.campaign.redact import Redaction
from conformance.contract.paths import simple_type
from conformance.contract.protocols import speech_of
from conformance.errors import RecordingError, WireError
from conformance.generation.plan import Plan
from conformance.model.contract import Contract
from conformance.model.exchange import Exchange, Headers, Request, Response
from conformance.model.said import Said
from conformance.model.session import PLACEHOLDER
from conformance.model.standin import Wanted
from conformance.model.tree import local_of, steps_of, values
from conformance.transport import _traffic

LEAST = 6  # characters of what an HTTP field holds: less may be anything
_COOKIE = re.compile(r"[^=;]+=\s*\"?([^\";]+)")
_SAYS_NOTHING = frozenset({"true", "false"})  # a value that is alike for half of all people


def wanted_at(contract: Contract) -> Callable[[str], Wanted]:
    """Return what tells of a path what the contract knows of the values there."""
    forms = () if contract.results is None else tuple(contract.results.forms.values())

    @cache
    def wanted(path: str) -> Wanted:
        first, *rest = steps_of(path) or ("",)
        below = "/".join(rest)
        if first in contract.operations:
            places = [(contract.operations[first].input.payload, below)]
        elif first.startswith("{"):
            places = [(first, below)]
        else:
            places = [(operation.output.payload, path) for operation in contract.operations.values()]
        types = (simple_type(contract.schema, payload, inner) for payload, inner in places)
        found = next((one for one in types if one is not None), None)
        return Wanted(type=found, limit=contract.limits.get(path), forms=forms)

    return wanted


def learn_answer(redaction: Redaction, contract: Contract, answer: Iterable[Said], headers: Headers) -> None:
    """Keep secret what the parts of an answer hold at the paths, and in the HTTP fields, that are declared so."""
    redaction.grant(of_fields(headers, contract))
    for said in answer:
        for path, found in of_answer(said, contract):
            redaction.grant(found, at=path)


def learn_request(redaction: Redaction, contract: Contract, request: Request, plan: Plan) -> None:
    """Keep secret what a request of the user's own holds, unless the plan of its operation makes it up."""
    redaction.grant(of_fields(request.headers, contract))
    with suppress(WireError):
        for said in speech_of(contract).said(contract, request, None):
            learn_payload(redaction, contract, said, plan)


def learn_payload(
    redaction: Redaction, contract: Contract, sent: Said, plan: Plan, *, only: Container[str] | None = None
) -> None:
    """Keep secret what a request holds that the plan does not make up, at all declared paths or ``only`` at some."""
    pools = {slot.path: slot.pool for slot in plan.slots if slot.path in contract.redact.paths}
    for path, found in of_request(sent, plan.operation, contract):
        if only is None or path in only:
            redaction.grant((value for value in found if value not in pools.get(path, ())), at=path)


def learn_message(redaction: Redaction, contract: Contract, message: Said | None) -> None:
    """Keep secret what a message of either direction holds at the paths that are declared so."""
    if message is None:
        return
    payload = None if message.payload is None else message.payload.name
    named = [one.name for one in contract.operations.values() if one.input.payload == payload]
    for path, found in (*of_request(message, "".join(named[:1]), contract), *of_answer(message, contract)):
        redaction.grant(found, at=path)


def learn_exchange(redaction: Redaction, contract: Contract, found: Exchange) -> None:
    """Keep secret what an exchange holds that nobody here has made, also where it cannot be read."""
    _learn_foreign(redaction, contract, found.request, None)
    if found.response is not None:
        _learn_foreign(redaction, contract, found.request, found.response)


def _learn_foreign(redaction: Redaction, contract: Contract, request: Request, response: Response | None) -> None:
    message = request if response is None else response
    redaction.grant(of_fields(message.headers, contract))
    try:
        parts = speech_of(contract).said(contract, request, response)
    except WireError:
        text = message.body.decode("utf-8", "replace").replace("\0", "")
        for path in contract.redact.paths:
            redaction.grant(telling(tuple(_lexically(text, path))), at=path)
        return
    for said in parts:
        learn_message(redaction, contract, said)


def learn_traffic(redaction: Redaction, contract: Contract, files: Iterable[Path]) -> None:
    """Keep secret what the exchanges of files hold that nobody here has made, before any of them is shown.

    A secret may stand at a place of no declaration long before it stands at a declared one.
    """
    for file in files:
        with suppress(RecordingError):  # told where its exchanges are judged
            for entry in _traffic.entries(file):
                if entry.exchange is not None:
                    learn_exchange(redaction, contract, entry.exchange)


def of_answer(answer: Said, contract: Contract) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what an answer holds at the paths that the contract declares secret, path by path."""
    for path in contract.redact.paths:
        owner = answer.top if path.startswith("{") else answer.payload
        if owner is not None:
            yield path, telling(values(owner, path))


def of_request(sent: Said, operation: str, contract: Contract) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what a request of an operation holds at the paths that the contract declares secret, path by path."""
    rule = contract.session
    for path in contract.redact.paths:
        first, *rest = steps_of(path)
        if first.startswith("{"):
            known = {PLACEHOLDER} if rule is not None and path == rule.header else set()
            yield path, tuple(value for value in telling(values(sent.top, path)) if value not in known)
        elif first == operation and sent.payload is not None:
            yield path, telling(values(sent.payload, "/".join(rest)))


def of_fields(headers: Headers, contract: Contract) -> Iterator[str]:
    """Yield what the HTTP fields hold that the contract declares secret: the whole, each cookie, and credentials."""
    hidden = {name.lower() for name in contract.redact.headers}
    found = (part for name, value in headers if name.lower() in hidden for part in _parts(name.lower(), value.strip()))
    return (part for part in found if len(part) >= LEAST)


def _parts(name: str, value: str) -> Iterator[str]:
    """Yield a value and what it is made of, the user and password of the scheme Basic decoded."""
    yield value
    if name == "set-cookie":
        yield from _COOKIE.findall(value)[:1]
    elif name == "cookie":
        yield from _COOKIE.findall(value)
    scheme, _, token = value.partition(" ")
    yield token
    if scheme.lower() == "basic":
        try:
            user, _, password = b64decode(token, validate=True).decode("utf-8", "replace").partition(":")
        except binascii.Error:
            return
        yield user
        yield password


def telling(found: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values that tell anything: a truth value or a single character stands everywhere."""
    return tuple(value for value in found if len(value) > 1 and value not in _SAYS_NOTHING)


def _lexically(text: str, path: str) -> Iterator[str]:
    """Yield what may stand at a path in a text that cannot be read: the values of the last step's name."""
    name = re.escape(local_of(steps_of(path)[-1]).removeprefix("@"))
    yield from re.findall(rf"""\b{name}\s*=\s*["']([^"'<]+)""", text)
    yield from re.findall(rf"<(?:[\w.-]+:)?{name}(?:\s[^<>]*)?>([^<]+)", text)
    yield from re.findall(rf"""\b{name}["']?\s*:\s*["']?([^"'<>,&}}\]\r\n]+)""", text)
