"""Defects of order: work that is done before it is known whether the request is accepted."""

from conformance.model.exchange import Request
from conformance.model.tree import values
from conformance.reference.defect import Asked, misreading
from conformance.reference.soap.defects._asked import envelope_of, unknown_blocks
from conformance.reference.store import Standing
from conformance.soap.session import header_value


@misreading(
    "effect.mandatory-blocks-come-first",
    "effect.refused-message-has-none",
    shown=(
        "SessionRegAction/soap12/invalid/header/mandatory-block",
        "SessionRegAction/soap12/invalid/header/bad-flag-beside-mandatory-block",
    ),
)
def work_comes_before_the_header(asked: Asked) -> Request:
    """Register whoever is to be registered before the header blocks are looked at."""
    if unknown_blocks(asked.request, asked.contract):
        _register(asked)
    return asked.request


@misreading("effect.refused-message-has-none", shown="SessionRegAction/soap12/invalid/session/unknown-session")
def work_comes_before_the_session(asked: Asked) -> Request:
    """Register whoever is to be registered before the session is looked at."""
    found, rule = envelope_of(asked.request), asked.contract.session
    if found is not None and rule is not None:
        value = header_value(rule, found.header)
        if asked.store.standing(value) is not Standing.OPEN:
            _register(asked)
    return asked.request


def _register(asked: Asked) -> None:
    """Do what a request to register asks for."""
    found = envelope_of(asked.request)
    payload = None if found is None else found.payload
    if payload is None or values(payload, "CvInvitees/@SessionRegActionType") != ("Register",):
        return
    for product in values(payload, "CvInvitees/@ProductId"):
        for invitee in values(payload, "CvInvitees/CvInvitee/@Id"):
            asked.store.link(product.lower(), invitee)
