"""The login conversation, without a network."""

import pytest

from conformance.contract.login import login
from conformance.errors import TargetError
from conformance.model.contract import Contract
from conformance.model.session import Session
from conformance.model.tree import Element, clark

TNS, DATA = "http://api.cvent.com/2006-11", "http://schemas.cvent.com/api/2006-11"


def answer(**attributes: str) -> Element:
    result = Element(name=clark(DATA, "LoginResult"), attributes=tuple(attributes.items()))
    return Element(name=clark(TNS, "LoginResponse"), content=(result,))


def ask(contract: Contract, reply: Element | None) -> Session:
    talk = login(contract, {"AccountNumber": "A", "UserName": "", "Password": "P"})
    sent = next(talk)
    assert [(child.local, child.text) for child in sent.children] == [
        ("AccountNumber", "A"),
        ("UserName", ""),
        ("Password", "P"),
    ]
    with pytest.raises(StopIteration) as ended:
        talk.send(reply)
    granted: Session = ended.value.value
    return granted


def test_a_login_gives_the_value_and_the_address(cvent: Contract) -> None:
    granted = ask(cvent, answer(LoginSuccess="true", ServerURL="http://127.0.0.1/x", CventSessionHeader="v"))
    assert (granted.value, granted.address) == ("v", "http://127.0.0.1/x")
    assert "v" not in repr(granted).replace("value", ""), "a session is not printed"


def test_a_refused_login_says_why(cvent: Contract) -> None:
    with pytest.raises(TargetError, match="Access is denied"):
        ask(cvent, answer(LoginSuccess="false", ErrorMessage="Access is denied."))


@pytest.mark.parametrize("reply", [None, Element(name="{urn:x}Fault")])
def test_no_answer_or_another_one_says_what_came(cvent: Contract, reply: Element | None) -> None:
    with pytest.raises(TargetError, match=r"answered with (no message|Fault)"):
        ask(cvent, reply)
