"""What is printed of XML shows no value at a declared place, and all else."""

import pytest

from conformance.markup.veil import veil
from conformance.model.exchange import Exchange, Request, Response
from conformance.model.tree import Element, veiled
from conformance.soap.fault import Fault

HIDE = veil(("Login/Password", "UpdateContact/Contacts/Contact/@Born", "{urn:s}Header/Value", "LoginResult/@Header"))


@pytest.mark.parametrize(
    "text, shown",
    [
        ('<a Born="1980"/>', '<a Born="***"/>'),
        ("<a x:Born = '19\"80' B='1'/>", "<a x:Born = \"***\" B='1'/>"),
        ('<a NotBorn="1980" Born-x="1" Bornx="2"/>', '<a NotBorn="1980" Born-x="1" Bornx="2"/>'),
        ("<Password>a b</Password><b>c</b>", "<Password>***</Password><b>c</b>"),
        ('<p:Password a="b">c</p:Password>', '<p:Password a="b">***</p:Password>'),
        ("<Password/><b>c</b>", "<Password/><b>c</b>"),
        ('<Password a="b"/>c', '<Password a="b"/>c'),
        ("<Header><Value>v</Value></Header>", "<Header><Value>***</Value></Header>"),
        ("<Passwords>a</Passwords>", "<Passwords>a</Passwords>"),
        ("nothing", "nothing"),
    ],
)
def test_a_veil_hides_by_name(text: str, shown: str) -> None:
    assert HIDE(text) == shown


def test_a_contract_that_declares_nothing_hides_nothing() -> None:
    text = '<a b="c">d</a>'
    assert veil(())(text) == text


def test_everything_that_is_printed_of_a_message_is_veiled() -> None:
    inner = Element(name="Contact", attributes=(("Born", "1980"),))
    element = veiled(Element(name="Password", content=("pass", inner)), HIDE)
    request = Request(
        url="http://a/", headers=(("Cookie", "sid=1"), ("Accept", "b")), body=b'<a Born="1980"/>', veil=HIDE
    )
    response = Response(status=200, headers=(("set-cookie", "sid=1"),), body=b"1980")
    fault = Fault(code="a", reason="at Born='1980'", veil=HIDE)
    printed: list[str] = []

    class Printer:
        def text(self, obj: str) -> None:
            printed.append(obj)

    request._repr_pretty_(Printer(), False)
    element._repr_pretty_(Printer(), False)
    (child,) = element.children
    for told in (*printed, repr(element), repr(child), repr(Exchange(request=request, response=response)), repr(fault)):
        assert "1980" not in told
        assert "sid" not in told
    assert '<a Born="***"/>' in printed[0]
    assert "Accept: b" in printed[0]
    assert repr(child) == '<Contact Born="***"/>'


def test_a_veil_changes_nothing_but_what_is_printed() -> None:
    plain = Element(name="a", attributes=(("Born", "1980"),))
    assert veiled(plain, HIDE) == plain
    assert hash(veiled(plain, HIDE)) == hash(plain)
    request = Request(url="", headers=(), body=b"")
    assert Request(url="", headers=(), body=b"", veil=HIDE) == request
