"""Every check is explained, once, and nothing that is gone."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from conformance import _members, _schemas
from conformance.checks import catalogue
from conformance.checks._texts import texts

TOPICS = _members.names("conformance.checks")
EVERY = {name: text for topic in TOPICS for name, text in texts(topic).items()}
PREFIXES = {
    "soap": "http://schemas.xmlsoap.org/soap/envelope/",
    "env": "http://www.w3.org/2003/05/soap-envelope",
    "ex": "http://example.com/",
}
DECLARED = " ".join(f'xmlns:{prefix}="{namespace}"' for prefix, namespace in PREFIXES.items())
FIELDS = ("why", "wrong", "right", "mend")


def test_every_topic_has_a_file_and_every_check_a_table() -> None:
    assert {path.stem for path in _schemas.texts_file("any").parent.iterdir()} == set(TOPICS)
    assert set(EVERY) == set(catalogue())
    for topic in TOPICS:
        assert {name.partition(".")[0] for name in texts(topic)} == {topic}, "a table stands in the file of its topic"
        assert list(texts(topic)) == sorted(texts(topic))


@pytest.mark.parametrize("name", EVERY)
def test_a_text_says_all_four_and_says_it_in_short(name: str) -> None:
    text = EVERY[name]
    for field in FIELDS:
        assert getattr(text, field).strip(), field
    for said, most in ((text.why, 400), (text.mend, 300)):
        assert said == " ".join(said.split())
        assert not said[0].islower()
        assert said.endswith(".")
        assert len(said) <= most
    assert text.wrong != text.right
    assert all(len(line) <= 100 for example in (text.wrong, text.right) for line in example.splitlines())


@pytest.mark.parametrize("field", FIELDS)
def test_no_text_stands_twice(field: str) -> None:
    said: dict[str, str] = {}
    for name, text in EVERY.items():
        # One right message may stand for several sentences.
        if field != "right":
            assert said.setdefault(getattr(text, field), name) == name


@pytest.mark.parametrize("name", EVERY)
def test_an_example_is_xml_or_http(name: str) -> None:
    for example in (EVERY[name].wrong, EVERY[name].right):
        if example.startswith("<"):
            ET.fromstring(f"<example {DECLARED}>{example}</example>")  # noqa: S314 - our own text
        else:
            assert example.startswith(("HTTP/1.1 ", "POST /", "PUT /", "DELETE /"))


def test_they_are_shipped_where_contracts_are() -> None:
    assert _schemas.texts_file("fault").parent.parent == _schemas.root()
    assert 'schemas = "conformance/schemas"' in (Path(__file__).parents[2] / "pyproject.toml").read_text()
