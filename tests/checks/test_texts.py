"""What is shown as wrong breaks the sentence, and what is shown as right keeps it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from lxml import etree

from conformance import _members
from conformance.checks import Observation, catalogue, judge
from conformance.checks._texts import texts
from conformance.model.binding import SOAP11, SOAP12, Binding

EVERY = {name: text for topic in _members.names("conformance.checks") for name, text in texts(topic).items()}
TNS, DATA = "http://api.cvent.com/2006-11", "http://schemas.cvent.com/api/2006-11"
PREFIXES = {"soap": SOAP11.namespace, "env": SOAP12.namespace, "ex": "http://example.com/"}
DECLARED = " ".join(f'xmlns:{prefix}="{namespace}"' for prefix, namespace in PREFIXES.items())
SESSION = f'<CventSessionHeader xmlns="{TNS}"><CventSessionValue>session-1</CventSessionValue></CventSessionHeader>'
REGISTERING = f'<CvInvitees SessionRegActionType="Unregister"><CvInvitee xmlns="{DATA}" MessageId="m-1"/></CvInvitees>'
BESIDE = "=====\n"
FIELD = re.compile(r"\bwith ([A-Z][A-Za-z-]+): (.+)")
FAULTY = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as an example shows it: the words of the comment above, and the elements below it, each by its name."""

    words: str = ""
    parts: tuple[tuple[str, str], ...] = ()

    def named(self, *names: str) -> list[str]:
        return [text for name, text in self.parts if name in names]

    def first(self, *names: str) -> str | None:
        return next(iter(self.named(*names)), None)

    def spoken(self, otherwise: Binding) -> Binding:
        """Return the version that the message is in, as its prefixes or its words tell."""
        return spoken("".join((self.words, *(text for _, text in self.parts))), otherwise)

    @property
    def is_sent(self) -> bool:
        """Tell whether this is a request: it says so, or has items and nothing else."""
        items = bool(self.parts) and len(self.named("Contact")) == len(self.parts)
        return self.words.startswith("sent") or (not self.words and items)


def shown(example: str) -> list[Shown]:
    """Return the messages of an example: each begins with a comment that says that it is sent or answered."""
    root = etree.fromstring(f"<example {DECLARED}>{example}</example>")
    found = [Shown()]
    for child in root:
        text = etree.tostring(child, encoding="unicode", with_tail=False)
        words = "" if isinstance(child.tag, str) else str(child.text).strip()
        if words.startswith(("sent", "answered")):
            found.append(Shown(words))
        elif not words:
            found[-1] = replace(found[-1], parts=(*found[-1].parts, (etree.QName(child).localname, text)))
    return [one for one in found if one.words or one.parts]


def turns(messages: Sequence[Shown]) -> Iterator[tuple[Shown, Shown | None]]:
    """Yield each request with its answer; one that is not shown is the plain one."""
    sent = None
    for one in messages:
        if one.is_sent:
            sent = one
        else:
            yield sent or Shown(), one
            sent = None
    if sent is not None:
        yield sent, None


def declared(text: str) -> str:
    """Return a document whose first element declares the prefixes that are used."""
    first = re.search(r"<[A-Za-z][^>]*?(?=/?>)", text)
    if first is None:
        return text
    missing = (
        f' xmlns:{prefix}="{namespace}"'
        for prefix, namespace in PREFIXES.items()
        if f"{prefix}:" in text and f"xmlns:{prefix}=" not in first[0]
    )
    return f"{text[: first.end()]}{''.join(missing)}{text[first.end() :]}"


def spoken(text: str, otherwise: Binding = SOAP11) -> Binding:
    if "env:" in text or SOAP12.media_type in text:
        return SOAP12
    return SOAP11 if "soap:" in text else otherwise


def envelope(body: str, binding: Binding, header: str | None = None) -> str:
    """Return an envelope; the header holds the session where none is given."""
    ns = "soap" if binding == SOAP11 else "env"
    whole = f"<{ns}:Header>{SESSION}</{ns}:Header>" if header is None else header
    content = body if re.match(rf"<{ns}:Body\b", body) else f"<{ns}:Body>{body}</{ns}:Body>"
    return declared(f"<{ns}:Envelope>{whole}{content}</{ns}:Envelope>")


def request(sent: Shown, binding: Binding, operation: str = "UpdateContact") -> str:
    """Return what is sent, with an HTTP field that the words tell of ("with Name: value") in place of the usual one."""
    contacts = "".join(sent.named("Contact")) or '<Contact Id="5F0C1B7E-2A64-4D19-9C35-7E80D1A4B6F2" MessageId="m-1"/>'
    held = REGISTERING if operation == "SessionRegAction" else f"<Contacts>{contacts}</Contacts>"
    plain = f'<{operation} xmlns="{TNS}">{held}</{operation}>'
    body = sent.first("Envelope") or envelope(sent.first("Body") or plain, binding, sent.first("Header"))
    action = f"{TNS}/{operation}"
    typed = {"Content-Type": f'{SOAP12.media_type}; charset=utf-8; action="{action}"'}
    if binding == SOAP11:
        typed = {"Content-Type": f"{SOAP11.media_type}; charset=utf-8", "SOAPAction": f'"{action}"'}
    fields = "".join(f"{name}: {value}\n" for name, value in (typed | dict(FIELD.findall(sent.words))).items())
    return f"POST /soap HTTP/1.1\nHost: api.example.com\n{fields}\n{body}\n"


def answer(told: Shown, binding: Binding) -> str:
    whole = told.first("Envelope", "envelope")
    if whole is None:
        operation = operation_of(told)
        said = told.first("Body", "Fault") or results(told.named(f"{operation}Result"), operation)
        whole = envelope(said, binding, told.first("Header") or ("" if "Fault" in said else None))
    status = FAULTY if "Fault" in whole else 200
    return f"HTTP/1.1 {status} X\nContent-Type: {binding.media_type}; charset=utf-8\n\n{whole}\n"


def operation_of(told: Shown) -> str:
    """Return whose results an answer shows."""
    return "SessionRegAction" if told.named("SessionRegActionResult") else "UpdateContact"


def results(found: Sequence[str], operation: str) -> str:
    held = f'<{operation}Result xmlns="{DATA}">{"".join(found)}</{operation}Result>'
    return f'<{operation}Response xmlns="{TNS}">{held}</{operation}Response>'


def exchanges_of(example: str) -> str:
    """Return an example as the raw exchanges of a specimen, with all that it leaves out.

    Of several the first is the one that the last is compared with.
    """
    version = spoken(example)
    if not example.startswith("<"):
        head, _, body = example.partition("\n\n")
        return request(Shown(), version) + f"{head}\n\n{declared(body)}\n"
    return BESIDE.join(exchange(_asking_for(sent, told), told, version) for sent, told in turns(shown(example)))


def _asking_for(sent: Shown, told: Shown | None) -> Shown:
    """Return a request with an item for each of several results, where neither of the two is said to be wrong in that."""
    found = () if told is None or sent.parts else told.named("UpdateContactResult")
    references = [match[1] for result in found if (match := re.search('ReferenceId="([^"]*)"', result))]
    if not told or not told.words.startswith("answered to m-"):
        return sent
    return replace(sent, parts=tuple(("Contact", f'<Contact MessageId="{name}"/>') for name in references))


def exchange(sent: Shown, told: Shown | None, version: Binding) -> str:
    """Return one exchange, in the version of its parts where these tell one."""
    if told is None:
        return request(sent, sent.spoken(version))
    back = told.spoken(version)
    return request(sent, sent.spoken(back), operation_of(told)) + answer(told, back)


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("side", ["wrong", "right"])
def test_an_example_shows_what_it_is_shown_for(
    tmp_path: Path, observe: Callable[[Path], Observation], name: str, side: str
) -> None:
    specimen = tmp_path / name / f"{side}.http"
    specimen.parent.mkdir()
    example = getattr(EVERY[name], side).strip("\n")
    spoken_in = catalogue()[name].scope.bindings[0].protocol
    specimen.write_text(example if spoken_in != "soap" else exchanges_of(example), encoding="utf-8")
    judged = judge(observe(specimen), None, checks={name: catalogue()[name]})
    if side == "wrong":
        assert [told.outcome.value for told in judged.verdicts] == ["failed"], specimen.read_text()
    else:
        assert judged.passed == (name,), (judged.verdicts, specimen.read_text())
