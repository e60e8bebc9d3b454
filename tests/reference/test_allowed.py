"""Whatever the contract allows gets results, or the vendor's own refusal: it is never unreadable, and never breaks anything."""

from dataclasses import replace

import pytest

from conformance.generation import edges, packs
from conformance.model.binding import SOAP11, SOAP12
from conformance.model.tree import XSI, Element, clark, local_of, select

SERVICE = "http://api.cvent.com/2006-11"
OPERATIONS = ("Login", "SessionRegAction", "UpdateContact", "UpdateGuestInfo", "UpdateSession")
OF_THE_WHOLE = {"CV20018", "CV20021"}  # there is no place for items; there are too many


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_edge_is_read(calling, platform, cvent, name: str) -> None:
    quiet = replace(calling(platform, SOAP11 if platform == "asmx" else SOAP12), judged=False)
    operation = cvent.operations[name]
    header = () if name == "Login" else None
    refused = []
    for group in edges.groups(cvent, operation):
        for pack in packs.packs(cvent, operation, group):
            answer = quiet.post(packs.payload(cvent, operation, pack), header=header)
            if answer.status_code != 200:
                found = quiet.fault(answer)
                code = local_of(found.subcode or found.code or "")
                refused += [] if code in OF_THE_WHOLE else [(group.name, packs.named(pack), found.reason)]
    assert refused == []


def test_a_type_may_be_named_where_it_is_the_declared_one(caller) -> None:
    scope = {"d": "http://schemas.cvent.com/api/2006-11"}
    item = replace(caller.contact(MessageId="m", **{clark(XSI, "type"): "d:Contact"}), scope=scope)
    (result,) = caller.results(caller.contacts(item))
    assert (result.get("ReferenceId"), result.get("Success")) == ("m", "true")


def test_a_full_batch_of_everything_gets_its_results(caller, cvent) -> None:
    (together,) = (
        group for group in edges.groups(cvent, cvent.operations["UpdateContact"]) if group.name == "Contact-together"
    )
    some = packs.payload(cvent, cvent.operations["UpdateContact"], together.edges[:20])
    items = [replace(item, line=None) for item in select(some, "Contacts/Contact")] * 10
    results = caller.results(caller.contacts(*items))
    assert [result.get("ReferenceId") for result in results] == [item.get("MessageId") for item in items]


@pytest.mark.parametrize(
    "kept, known",
    [((), False), (("ProductId",), False), (("SessionRegActionType",), True)],
    ids=["nothing", "another one", "what is required"],
)
def test_what_has_to_be_there_is_asked_for(caller, platform, kept: tuple[str, ...], known: bool) -> None:
    (around,) = caller.registrations().children
    attributes = tuple(held for held in around.attributes if held[0] in kept)
    payload = Element(name=clark(SERVICE, "SessionRegAction"), content=(replace(around, attributes=attributes),))
    answer = caller.post(payload)
    assert (answer.status_code == 200) is known
    if not known:
        found = caller.fault(answer)
        told = local_of(found.code or ""), found.reason
        if platform == "asmx":
            assert told == ("CV10001", "INVALID_SOAP_REQUEST")
        else:
            assert "SessionRegActionType" in (found.reason or "")
