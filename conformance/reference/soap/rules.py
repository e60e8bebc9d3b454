"""Cvent's application rules: the only module that knows which code its API answers for what."""

import re
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from conformance.model.contract import Contract
from conformance.model.tree import Element, clark, namespace_of, values
from conformance.reference.lexical import moment
from conformance.reference.soap.rulebook import Batch, Entry, Rule, Rulebook
from conformance.reference.store import Standing

_SERVICE = "http://api.cvent.com/2006-11"
_DATA = "http://schemas.cvent.com/api/2006-11"
_PLAUSIBLE = re.compile(r"[^@\s]+@[^@\s]+")


def rulebook(contract: Contract) -> Rulebook:
    """Return the rulebook of the vendor whose operations a contract has."""
    vendors = {namespace_of(operation.input.payload) for operation in contract.operations.values()}
    return next((book for vendor, book in _RULEBOOKS.items() if vendor in vendors), Rulebook())


def _first(element: Element, path: str) -> str:
    return next(iter(values(element, path)), "")


def _identified(*, absent: str, unknown: str, again: str) -> Rule:
    """Return the rule that an item names an object that exists, and that no earlier item of the batch named."""

    def rule(entry: Entry) -> str | None:
        if not entry.key:
            return absent
        if entry.identity is None:
            return unknown
        return again if entry.identity in entry.earlier else None

    return rule


def _parameter(path: str, *, absent: str, unknown: str) -> Rule:
    """Return the rule that a value of the request, beside the items, exists."""

    def rule(entry: Entry) -> str | None:
        value = _first(entry.request, path)
        if not value:
            return absent
        return unknown if entry.subjects.place(f"{entry.operation}/{path}", value) is None else None

    return rule


def _not_emptied(path: str, code: str) -> Rule:
    """Return the rule that a value may be left out but not be empty."""
    return lambda entry: code if "" in values(entry.item, path) else None


def _address(path: str, code: str) -> Rule:
    """Return the rule that an e-mail address, where it is not empty, looks like one."""

    def rule(entry: Entry) -> str | None:
        return code if any(held and not _PLAUSIBLE.fullmatch(held) for held in values(entry.item, path)) else None

    return rule


def _once(path: str, code: str) -> Rule:
    """Return the rule that no two details of an item have the same id."""

    def rule(entry: Entry) -> str | None:
        counts = Counter(held.lower() for held in values(entry.item, path) if held)
        return code if any(count > 1 for count in counts.values()) else None

    return rule


def _in_order(start: str, end: str, code: str) -> Rule:
    """Return the rule that one moment lies before another, where both are given and alike in having a time zone."""

    def rule(entry: Entry) -> str | None:
        begins, ends = moment(_first(entry.item, start)), moment(_first(entry.item, end))
        if begins is None or ends is None or begins.zoned != ends.zoned:
            return None
        return None if begins < ends else code

    return rule


def _kept(entry: Entry) -> None:
    """Write an item to its object."""
    entry.store.keep(entry.place, entry.identity or "", entry.item)


def _registered(entry: Entry) -> str | None:
    """Register an invitee, again if need be, or undo it."""
    product, invitee = _first(entry.request, "CvInvitees/@ProductId").lower(), entry.identity or ""
    if _first(entry.request, "CvInvitees/@SessionRegActionType") == "Unregister":
        return None if entry.store.unlink(product, invitee) else "CV90106"
    entry.store.link(product, invitee)
    return None


_EVENT = _parameter("EventId", absent="CV95104", unknown="CV95108")

_BATCHES: Mapping[str, Batch] = MappingProxyType(
    {
        "UpdateContact": Batch(
            rules=(
                _identified(absent="CV40115", unknown="CV50103", again="CV40118"),
                _not_emptied("@LastName", "CV40114"),
                _address("@EmailAddress", "CV40102"),
                _address("@CCEmailAddress", "CV40119"),
                _once("CustomFieldDetail/@FieldId", "CV40116"),
                _once("ContactGroupDetail/@GroupId", "CV40117"),
            ),
            effect=_kept,
        ),
        "UpdateSession": Batch(
            rules=(
                _EVENT,
                _identified(absent="CV20018", unknown="CV97101", again="CV50102"),
                _in_order("@StartTime", "@EndTime", "CV20014"),
            ),
            effect=_kept,
        ),
        "UpdateGuestInfo": Batch(
            rules=(
                _EVENT,
                _identified(absent="CV20018", unknown="CV50103", again="CV50102"),
                _address("@Email", "CV40102"),
                _address("@CCEmail", "CV40119"),
            ),
            effect=_kept,
        ),
        "SessionRegAction": Batch(
            rules=(
                _parameter("CvInvitees/@ProductId", absent="CV90103", unknown="CV90103"),
                _identified(absent="CV20018", unknown="CV84001", again="CV50102"),
            ),
            effect=_registered,
            keys=("@Id", "@ConfirmationNumber"),
        ),
    }
)

_CVENT = Rulebook(
    namespace=_DATA,
    standings=MappingProxyType({Standing.ABSENT: "CV10104", Standing.UNKNOWN: "CV10107", Standing.EXPIRED: "CV10105"}),
    no_items="CV20018",
    too_many="CV20021",
    incomplete="CV10001",
    crash="CV10000",
    denied="Access is denied.",
    constants=MappingProxyType({"CV10000": "UNKNOWN_EXCEPTION", "CV10001": "INVALID_SOAP_REQUEST"}),
    receivers=frozenset({"CV10000", "CV10001"}),
    detail=(
        Element(name=clark(_DATA, "Main-Exception"), content=(Element(name=clark(_DATA, "Exception-Detail")),)),
        Element(
            name=clark(_DATA, "Secondary-Exception"),
            attributes=((clark(_DATA, "has-more"), "yes"),),
            scope=MappingProxyType({"": _DATA, "t": _DATA}),
        ),
    ),
    identity="@Id",
    description="@Description",
    repeats=("@SourceId",),
    batches=_BATCHES,
)

_RULEBOOKS: Mapping[str, Rulebook] = MappingProxyType({_SERVICE: _CVENT})
