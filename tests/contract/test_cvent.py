"""The shipped contract is what the vendor's own description says, as far as it is known."""

import pytest

from conformance.contract import wsdl
from conformance.contract.example import example
from conformance.contract.validate import Engines
from conformance.model.binding import SOAP
from conformance.model.contract import Contract
from conformance.model.schema import ComplexType, ElementUse, Use
from conformance.model.tree import clark, local_of, values
from conformance.soap import envelope

TNS, DATA = "http://api.cvent.com/2006-11", "http://schemas.cvent.com/api/2006-11"
OPERATIONS = ("Login", "SessionRegAction", "UpdateContact", "UpdateGuestInfo", "UpdateSession")


def complex_type(contract: Contract, local: str, namespace: str = DATA) -> ComplexType:
    found = contract.schema.types[clark(namespace, local)]
    assert isinstance(found, ComplexType)
    return found


def only_element(found: ComplexType) -> ElementUse:
    assert found.content is not None
    (use,) = found.content.particles
    assert isinstance(use, ElementUse)
    return use


def test_five_operations_in_both_bindings(cvent: Contract) -> None:
    assert tuple(sorted(cvent.operations)) == OPERATIONS
    assert set(cvent.bindings) == set(SOAP)
    for name, operation in cvent.operations.items():
        header = () if name == "Login" else (clark(TNS, "CventSessionHeader"),)
        assert operation.action == f"{TNS}/{name}"
        assert operation.input.payload == clark(TNS, name)
        assert operation.output.payload == clark(TNS, f"{name}Response")
        assert operation.input.headers == operation.output.headers == header


@pytest.mark.parametrize(
    "name, count, first_own", [("Session", 16, "EventId"), ("Guest", 42, "EventID"), ("Contact", 72, "SourceId")]
)
def test_objects_have_the_base_attributes_and_then_their_own(
    cvent: Contract, name: str, count: int, first_own: str
) -> None:
    names = [use.name for use in complex_type(cvent, name).attributes]
    assert names[:3] == ["Id", "MessageId", "TransactionID"]
    assert names[3] == first_own
    assert len(names) == count + 3


def test_one_attribute_of_all_requests_is_required(cvent: Contract) -> None:
    complex_types = [found for found in cvent.schema.types.values() if isinstance(found, ComplexType)]
    required = [use.name for found in complex_types for use in found.attributes if use.use is Use.REQUIRED]
    assert required == ["SessionRegActionType"]


def test_details_that_clients_get_wrong(cvent: Contract) -> None:
    active = next(use for use in complex_type(cvent, "Contact").attributes if use.name == "Active")
    assert active.default == "true"
    item = only_element(complex_type(cvent, "ArrayOfContact", TNS))
    assert (item.name, item.nillable, item.occurs.most) == (clark(TNS, "Contact"), True, None)
    error = only_element(complex_type(cvent, "ArrayOfError"))
    assert error.nillable
    assert [use.name for use in complex_type(cvent, "Error").attributes] == ["Code", "Description"]
    order = [local_of(use.name) for use in complex_type(cvent, "Contact").content.particles]  # type: ignore[union-attr]
    assert order == ["CustomFieldDetail", "ContactGroupDetail", "DistributionListDetail"]


def test_the_manifest_is_complete(cvent: Contract) -> None:
    assert cvent.limits["UpdateContact/Contacts/Contact/@FirstName"] == 30
    assert cvent.results is not None
    assert (cvent.results.id, cvent.results.source_id) == ({"@Id": "@Id"}, {"@SourceId": "@SourceId"})
    assert cvent.results.description == ("@Description", "Description")
    assert cvent.results.catalogue["CV10105"]
    assert all(code.startswith("CV") and len(code) == 7 for code in cvent.results.catalogue)
    assert cvent.platform == "asmx"
    assert all(operation.batch == 200 for name, operation in cvent.operations.items() if name != "Login")


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("binding", sorted(SOAP))
def test_examples_are_valid_and_carry_their_subjects(
    cvent: Contract, engines: Engines, name: str, binding: str
) -> None:
    payload = example(cvent, cvent.operations[name])
    assert engines.judge(envelope.encode(envelope.Envelope(binding=SOAP[binding], body=(payload,)))).valid
    for path, known in cvent.subjects.items():
        operation, _, below = path.partition("/")
        if operation == name:
            assert values(payload, below) == (known[0],)


def test_the_published_description_loads_again(cvent: Contract, tmp_path) -> None:
    file = tmp_path / "published.wsdl"
    file.write_bytes(wsdl.publish(cvent.description, "http://127.0.0.1:1/x"))
    again = wsdl.load(file)
    assert set(again.bindings.values()) == {"http://127.0.0.1:1/x"}
    assert set(again.operations) == set(cvent.operations)
    assert {document.namespace for document in again.documents} == {TNS, DATA}
