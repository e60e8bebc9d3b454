"""Defects of versions: what an endpoint does wrong with envelopes of another one."""

from conformance.model.binding import SOAP, SOAP12
from conformance.model.exchange import Request, Response
from conformance.model.tree import local_of, namespace_of
from conformance.reference.defect import Answered, Asked, defect, misreading
from conformance.reference.refusal import Refusal, RefusalError, Why
from conformance.reference.soap.defects._asked import envelope_of, root_of, unknown_blocks
from conformance.reference.soap.defects._edit import edited


@misreading(
    "version.unknown-version-is-a-mismatch",
    "version.version-comes-before-the-header",
    shown=(
        "UpdateContact/soap12/invalid/envelope/unknown-version",
        "UpdateContact/soap12/invalid/header/mandatory-block-and-unknown-version",
    ),
)
def unknown_version_is_unreadable(asked: Asked) -> Request:
    """Refuse an Envelope of no SOAP version as the sender's fault, as a parser does that knows one namespace only."""
    if _is_of_no_version(asked.request):
        raise RefusalError(Refusal(why=Why.HEADER, word="client", about="the Envelope"))
    return asked.request


@misreading(
    "version.version-comes-before-the-header",
    shown="UpdateContact/soap12/invalid/header/mandatory-block-and-unknown-version",
)
def header_is_read_before_the_version(asked: Asked) -> Request:
    """Look for blocks that must be understood before the version of the Envelope is known."""
    if _is_of_no_version(asked.request) and b"mustUnderstand" in asked.request.body:
        raise RefusalError(Refusal(why=Why.HEADER, about="Unknown"))
    return asked.request


@defect("version.upgrade-names-the-versions", shown="UpdateContact/soap12/invalid/envelope/unknown-version")
def mismatch_without_upgrade(answered: Answered) -> Response:
    """Tell of another version without saying which ones are spoken."""
    if not _is_of_no_version(answered.request):
        return answered.response
    return edited(answered.response, f"Header/{SOAP12.tag('Upgrade')}", lambda _block: None)


@misreading("version.foreign-flag-means-nothing", shown="UpdateContact/soap12/variant/header/foreign-flag")
def flag_of_any_version_counts(asked: Asked) -> Request:
    """Take the mustUnderstand of another SOAP version for one's own."""
    found = envelope_of(asked.request)
    for block in unknown_blocks(asked.request, asked.contract):
        flags = (row.tag("mustUnderstand") for row in SOAP.values() if found is not None and row != found.binding)
        if any(block.get(flag) == "1" for flag in flags):
            raise RefusalError(Refusal(why=Why.HEADER, about=block.local, blocks=(block.name,)))
    return asked.request


def _is_of_no_version(request: Request) -> bool:
    root = root_of(request)
    known = {row.namespace for row in SOAP.values()}
    return root is not None and local_of(root.name) == "Envelope" and namespace_of(root.name) not in {"", *known}
