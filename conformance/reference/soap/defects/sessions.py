"""Defects of sessions: what an endpoint does wrong with those that are not open."""

from collections.abc import Mapping
from dataclasses import replace

from conformance.model.exchange import Request, Response
from conformance.model.media import CHARSET, charset_of
from conformance.model.tree import Element, select, steps_of, values
from conformance.reference.defect import Answered, Asked, defect, misreading
from conformance.reference.refusal import Refusal, RefusalError, Why
from conformance.reference.soap.defects._asked import envelope_of, root_of
from conformance.reference.soap.defects._edit import opened, operation_of
from conformance.reference.soap.dialect import message
from conformance.soap import envelope
from conformance.soap.session import header_blocks, header_value

_UNKNOWN = "UpdateContact/soap12/invalid/session/unknown-session"
_BAD = "UpdateContact/soap12/invalid/session/session-with-markup"


@misreading(
    "header.session-is-the-requests",
    "negative.is-not-accepted",
    "session.bad-session-is-a-fault",
    "session.every-operation-refuses-it-alike",
    shown=_UNKNOWN,
)
def any_session_is_open(asked: Asked) -> Request:
    """Accept whatever stands in the place of a session."""
    return _opened_anew(asked)


@misreading(
    "header.session-is-the-requests",
    "negative.is-not-accepted",
    shown="UpdateContact/soap12/invalid/session/foreign-session",
)
def any_account_sees_all(asked: Asked) -> Request:
    """Show an account what belongs to another one."""
    found, rule = envelope_of(asked.request), asked.contract.session
    value = None if found is None or rule is None else header_value(rule, found.header)
    return asked.request if value is None or not asked.store.is_foreign(value) else _opened_anew(asked)


def _opened_anew(asked: Asked) -> Request:
    """Return a request with a session that is open in the place of its own."""
    found, rule = envelope_of(asked.request), asked.contract.session
    written_so = (charset_of(asked.request.headers) or CHARSET).lower() == CHARSET
    if found is None or rule is None or not written_so or not header_value(rule, found.header):
        return asked.request
    block = steps_of(rule.header)[0]
    others = tuple(held for held in found.header if held.name != block)
    opened_anew = header_blocks(rule, asked.store.open_session())
    return replace(asked.request, body=envelope.encode(replace(found, header=(*opened_anew, *others))))


@defect(
    "session.bad-session-is-a-fault",
    "session.every-operation-refuses-it-alike",
    shown=_UNKNOWN,
)
def bad_session_fails_items(answered: Answered) -> Response:
    """Tell of a session that is not open by an error of each item."""
    found, rule = envelope_of(answered.request), answered.contract.results
    payload = None if found is None else found.payload
    operation = next(
        (
            one
            for one in answered.contract.operations.values()
            if payload is not None and one.input.payload == payload.name
        ),
        None,
    )
    if not _is_refused(answered) or found is None or rule is None or operation is None or payload is None:
        return answered.response
    root = root_of(answered.request)
    if root is None or [part.local for part in root.children] != ["Header", "Body"]:
        return answered.response
    output, path = operation.output.payload, operation.results or ""
    error = answered.shapes.grow(
        answered.shapes.at(output, f"{path}/{rule.errors}"),
        [(rule.code[0], "CV10107"), (rule.description[0], "Unknown header value")],
    )
    results = tuple(
        answered.shapes.grow(
            answered.shapes.at(output, path),
            [(rule.success, "false"), *_echoes(item, rule.echo), (rule.errors, (error,))],
        )
        for item in select(answered.shapes.read(payload), operation.items or "")
    )
    whole = answered.shapes.plant(output, [(path, results)])
    session = answered.contract.session
    blocks = header_blocks(session, header_value(session, found.header) or "") if session is not None else ()
    return message(found.binding, (whole,), blocks)


@defect("session.bad-session-has-a-code-for-that", shown=(_UNKNOWN, _BAD))
def bad_session_has_any_code(answered: Answered) -> Response:
    """Tell of a session that is not open by a code that is for something else."""
    response = answered.response
    if not _is_refused(answered):
        return response
    return replace(response, body=response.body.replace(b"CV10104", b"CV20018").replace(b"CV10107", b"CV20018"))


@defect("session.every-operation-refuses-it-alike", shown=_UNKNOWN)
def contacts_have_a_code_of_their_own(answered: Answered) -> Response:
    """Tell of a session that is not open by one code for contacts, and by another one for the rest."""
    response = answered.response
    if not _is_refused(answered) or b"UpdateContact" not in answered.request.body:
        return response
    return replace(response, body=response.body.replace(b"CV10107", b"CV10103"))


@defect("session.failed-login-is-told", shown="Login/soap12/invalid/session/wrong-credentials")
def failed_login_is_a_fault(answered: Answered) -> Response:
    """Answer a login with wrong credentials by a fault."""
    root, rule = opened(answered.response), answered.contract.session
    operation = operation_of(answered)
    if root is None or rule is None or operation is None or operation.name != rule.login:
        return answered.response
    told = [
        said for payload in select(root, f"Body/{operation.output.payload}") for said in values(payload, rule.success)
    ]
    if told == ["false"]:
        raise RefusalError(Refusal(why=Why.REQUEST, about="Access is denied."))
    return answered.response


def _is_refused(answered: Answered) -> bool:
    """Tell whether an answer is a fault about the session."""
    rule, root = answered.contract.session, opened(answered.response)
    faulty = root is not None and bool(select(root, "Body/Fault"))
    codes = () if rule is None else (*rule.refused, *rule.expired)
    return faulty and any(code.encode() in answered.response.body for code in codes)


def _echoes(item: Element, echo: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(there, value) for there, here in echo.items() for value in values(item, here)[:1]]
