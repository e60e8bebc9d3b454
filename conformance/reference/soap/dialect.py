"""Dialects: how ASMX, and an endpoint by the specifications, admit messages and write refusals, as rows of facts."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from conformance.contract import validate
from conformance.errors import UsageError
from conformance.markup import xml
from conformance.model.binding import SOAP11, SOAP12, Binding
from conformance.model.contract import Contract, Operation
from conformance.model.exchange import Response
from conformance.model.media import CHARSET
from conformance.model.tree import Element, local_of, namespace_of, select
from conformance.reference.refusal import Refusal, RefusalError, Why
from conformance.reference.soap import routing
from conformance.reference.soap.incoming import Incoming
from conformance.soap import fault
from conformance.soap.envelope import Envelope, encode
from conformance.soap.fault import Fault

Judge = Callable[[bytes], None]

# XML 1.0 section 2.2, production 2: what no document can hold, not even as a reference.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REPLACEMENT = "\ufffd"
_EMPTY: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How refusals of one kind are written: as a fault, or as a status with no content where ``status`` is set.

    ``text`` may hold ``{about}`` and ``{line}``; ``detail`` is None where the fault has none.
    """

    word: str = "client"
    text: str = "{about}"
    detail: tuple[Element, ...] | None = _EMPTY
    status: int | None = None
    blocks: Callable[[Refusal, Binding], tuple[Element, ...]] = lambda _refusal, _binding: ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """All that differs between the platforms that the reference endpoint can play.

    ``carriers`` are the media types of each version, ``flags`` the spellings of mustUnderstand that it takes,
    ``statuses`` those of fault codes by Clark name (500 where none stands there), ``subcoded`` the versions
    that write a vendor's code as the subcode of a standard one, ``route`` finds the operation, ``judge`` makes
    what refuses a message by its schema.
    """

    name: str
    carriers: Mapping[str, frozenset[str]]
    flags: Mapping[str, frozenset[str]]
    statuses: Mapping[str, int]
    subcoded: frozenset[str]
    forms: Mapping[Why, Form]
    route: Callable[[Incoming, Contract], Operation]
    judge: Callable[[Contract], Judge]


def dialect_of(platform: str | None) -> Dialect:
    """Return the dialect of a platform, that of the specifications for None.

    Raises:
        UsageError: the reference endpoint cannot play this platform.
    """
    found = DIALECTS.get(platform or "none")
    if found is None:
        message = f"the reference endpoint cannot play the platform {platform!r}; name one of {', '.join(DIALECTS)}"
        raise UsageError(message)
    return found


def message(binding: Binding, body: tuple[Element, ...], header: tuple[Element, ...] = ()) -> Response:
    """Return a response with status 200 that carries an envelope."""
    fields = (("Content-Type", f"{binding.media_type}; charset={CHARSET}"),)
    return Response(status=200, headers=fields, body=encode(Envelope(binding=binding, header=header, body=body)))


def refuse(refusal: Refusal, dialect: Dialect, *, binding: Binding, address: str) -> Response:
    """Return the response that a refusal is; ``address`` is the endpoint's own, told where a vendor's code is."""
    form = dialect.forms[refusal.why]
    if form.status is not None:
        return Response(status=form.status, headers=(), body=b"")
    version = refusal.binding or binding
    standard = version.tag(version.codes[refusal.word or form.word])
    subcoded = refusal.code is not None and version.name in dialect.subcoded
    reason = form.text.format(about=refusal.about, line=refusal.line or 1)
    built = Fault(
        code=standard if subcoded else refusal.code or standard,
        subcode=refusal.code if subcoded else None,
        reason=_ILLEGAL.sub(_REPLACEMENT, reason),
        actor=address if refusal.code is not None and version.name in _WITH_ACTOR else None,
        detail=form.detail if refusal.detail is None else refusal.detail,
    )
    answer = message(version, (fault.build(built, version),), form.blocks(refusal, version))
    return Response(status=dialect.statuses.get(built.code or "", 500), headers=answer.headers, body=answer.body)


def _qname(name: str) -> tuple[str, Mapping[str, str]]:
    """Return a Clark name as a QName, with the prefix that has to be in scope."""
    namespace = namespace_of(name)
    return (f"q:{local_of(name)}", {"q": namespace}) if namespace else (name, {})


def _named(owner: str, name: str) -> Element:
    """Return a block of SOAP 1.2 whose attribute ``qname`` is a name."""
    value, scope = _qname(name)
    return Element(name=SOAP12.tag(owner), attributes=(("qname", value),), scope=scope)


def _upgrade(_refusal: Refusal, _binding: Binding) -> tuple[Element, ...]:
    """Return the block that lists the versions spoken here, the preferred one first (SOAP 1.2 Part 1 section 5.4.7)."""
    versions = tuple(_named("SupportedEnvelope", version.tag("Envelope")) for version in (SOAP12, SOAP11))
    return (Element(name=SOAP12.tag("Upgrade"), content=versions),)


def _not_understood(refusal: Refusal, binding: Binding) -> tuple[Element, ...]:
    """Return a block for each block that was not understood (SOAP 1.2 Part 1 section 5.4.8)."""
    return tuple(_named("NotUnderstood", name) for name in refusal.blocks) if binding == SOAP12 else ()


def _accept(_contract: Contract) -> Judge:
    """Return a judge that refuses nothing: ASMX looks at values only, while it reads them."""
    return lambda _data: None


def _validate(contract: Contract) -> Judge:
    """Return a judge that refuses what both XSD engines refuse; the slow one is asked only where the quick one does."""
    engines = validate.engines(contract)

    def judge(data: bytes) -> None:
        if engines.quick(data):
            return
        _refuse_encodings(xml.parse(data))
        judgement = engines.judge(data)
        if judgement.libxml2 and judgement.xmlschema:
            first = judgement.libxml2[0]
            about = f"the message is not valid: {first.message}"
            raise RefusalError(Refusal(why=Why.UNREADABLE, about=about, line=first.line))

    return judge


def _refuse_encodings(root: Element) -> None:
    """Refuse a message whose payload names an encoding (SOAP 1.2 Part 1 section 5.4.6): none is known here."""
    style = SOAP12.tag("encodingStyle")
    for payload in (child for body in select(root, SOAP12.tag("Body")) for child in body.children):
        if payload.get(style) is not None:
            about = f"the encoding {payload.get(style)} is not known"
            raise RefusalError(Refusal(why=Why.UNREADABLE, about=about, word="encoding", line=payload.line))


_WITH_ACTOR = frozenset({SOAP11.name})
_BOTH = frozenset({SOAP11.media_type, SOAP12.media_type})
_BOOLEAN = frozenset({"0", "1", "false", "true"})
_READ = "Server was unable to read request. ---> "

ASMX = Dialect(
    name="asmx",
    carriers=MappingProxyType({SOAP11.name: frozenset({SOAP11.media_type}), SOAP12.name: _BOTH}),
    flags=MappingProxyType({SOAP11.name: _BOOLEAN, SOAP12.name: _BOOLEAN}),
    statuses=MappingProxyType({}),
    subcoded=frozenset(),
    forms=MappingProxyType(
        {
            Why.MEDIA: Form(status=415),
            Why.MALFORMED: Form(status=400),
            Why.FRAME: Form(text=_READ + "Request format is invalid: Missing required soap:{about} element."),
            Why.VERSION: Form(
                word="version",
                text="Possible SOAP version mismatch: Envelope namespace {about} was unexpected. "
                f"Expecting {SOAP11.namespace}.",
                blocks=_upgrade,
            ),
            Why.HEADER: Form(
                word="header", text="SOAP header {about} was not understood.", detail=None, blocks=_not_understood
            ),
            Why.ACTION: Form(),
            Why.UNREADABLE: Form(
                text=_READ + "There is an error in XML document ({line}, 1). ---> "
                "Input string was not in a correct format."
            ),
            Why.SESSION: Form(detail=None),
            Why.REQUEST: Form(),
            Why.CRASH: Form(word="server"),
        }
    ),
    route=routing.by_action,
    judge=_accept,
)
SPECIFIED = Dialect(
    name="none",
    carriers=MappingProxyType({version.name: frozenset({version.media_type}) for version in (SOAP11, SOAP12)}),
    flags=MappingProxyType({SOAP11.name: frozenset({"0", "1"}), SOAP12.name: _BOOLEAN}),
    statuses=MappingProxyType(
        {version.tag(code): status for version in (SOAP11, SOAP12) for code, status in version.statuses.items()}
    ),
    subcoded=frozenset({SOAP12.name}),
    forms=MappingProxyType(
        {
            Why.MEDIA: Form(status=415),
            Why.MALFORMED: Form(),
            Why.FRAME: Form(text="the message has no {about} where SOAP wants one"),
            # SOAP 1.1 section 4.4: a fault without detail is not about the Body.
            Why.VERSION: Form(
                word="version",
                text="envelopes in the namespace {about} are not read here",
                detail=None,
                blocks=_upgrade,
            ),
            Why.HEADER: Form(
                word="header", text="the header block {about} is not understood", detail=None, blocks=_not_understood
            ),
            Why.ACTION: Form(),
            Why.UNREADABLE: Form(),
            Why.SESSION: Form(detail=None),
            Why.REQUEST: Form(),
            Why.CRASH: Form(word="server"),
        }
    ),
    route=routing.by_payload,
    judge=_validate,
)
DIALECTS: Mapping[str, Dialect] = MappingProxyType({row.name: row for row in (ASMX, SPECIFIED)})
