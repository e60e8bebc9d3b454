"""SOAP's row: how its envelopes are made of payloads, read, and judged by a contract."""

from pathlib import Path

from conformance.contract import services
from conformance.contract.bench import Bench
from conformance.contract.published import Published
from conformance.contract.published_xml import of_wsdl
from conformance.contract.speech import Call, Payload, Speech, Writer
from conformance.contract.validate import Complaint
from conformance.errors import TargetError, UsageError, WireError
from conformance.markup import xml
from conformance.markup.write import carries
from conformance.model.binding import BINDINGS, SOAP11, Binding
from conformance.model.contract import Contract, Operation
from conformance.model.exchange import Request, Response
from conformance.model.media import charset_of, media_type
from conformance.model.said import Said
from conformance.model.tree import Element, local_of
from conformance.soap import binding as http
from conformance.soap import envelope as envelopes
from conformance.soap import fault as faults
from conformance.soap import session as sessions


def _publish(folder: Path, name: str) -> Published:
    return of_wsdl(services.described_in(folder), name)


def _writer(call: Call) -> Writer:
    blocks = () if call.session is None else sessions.request_blocks(call.contract, call.operation, call.session)
    before, after = envelopes.halves(call.binding, blocks)

    def written(payload: Payload) -> Request:
        body = before + payload.text().encode() + after
        return http.request(body, call.binding, url=call.url, action=call.operation.action)

    return written


def _meant(request: Request, contract: Contract) -> tuple[Operation, Binding]:
    """Return what a request is of; its Body says the operation, else its action, so that it may be broken."""
    try:
        envelope = envelopes.read(xml.parse(request.body))
    except WireError:
        envelope = envelopes.Envelope(binding=_binding(request, contract))
    payload = None if envelope.payload is None else envelope.payload.name
    action = http.action_of(request.headers, envelope.binding)
    operations = contract.operations.values()
    named = [one for one in operations if one.input.payload == payload]
    named += [one for one in operations if one.action == action]
    if not named:
        message = (
            f"neither the Body nor the action ({action or 'none'}) of this request names an operation of the contract "
            f"{contract.name}; it has {', '.join(contract.operations)}"
        )
        raise UsageError(message)
    return named[0], envelope.binding


def _binding(request: Request, contract: Contract) -> Binding:
    """Return the binding whose media type a request has, else the contract's first."""
    media = media_type(request.headers)
    known = [BINDINGS[name] for name in sorted(contract.bindings)]
    return next((one for one in known if media is not None and one.media_type == media.name), known[0])


def _said(_contract: Contract, request: Request, response: Response | None) -> tuple[Said, ...]:
    """Return what stands in the Header, and in each child of the Body by itself: all may be looked through alike."""
    message = request if response is None else response
    envelope = envelopes.read(xml.parse(message.body, charset=charset_of(message.headers)))
    return Said(header=envelope.header), *(Said(body=(child,)) for child in envelope.body)


def _wrong(bench: Bench, _operation: Operation, payload: Element) -> tuple[Complaint, ...]:
    return bench.engines.judge(envelopes.encode(envelopes.Envelope(binding=SOAP11, body=(payload,)))).libxml2


def _allows(bench: Bench, _operation: Operation, request: Request) -> bool:
    try:
        return bench.engines.quick(request.body)
    except WireError:
        return False


def _granted(_contract: Contract, response: Response, target: str) -> Element | None:
    try:
        envelope = envelopes.read(xml.parse(response.body, charset=charset_of(response.headers)))
    except WireError as broken:
        message = (
            f"the login was answered with status {response.status} and no SOAP message ({broken}); check the address"
        )
        raise TargetError(message, target=target) from None
    element = faults.find(envelope.body, envelope.binding)
    if element is None:
        return envelope.payload
    fault = faults.read(element, envelope.binding)
    code = local_of(fault.subcode or fault.code or "no code")
    message = f"the login was refused by a fault ({code}: {fault.reason or 'no reason given'}); check the credentials"
    raise TargetError(message, target=target)


def _blanked(request: Request, contract: Contract) -> Request:
    return request if contract.session is None else sessions.blanked(request, contract.session)


def _served(recorded: str, _published: str) -> str:
    return recorded


SPEECH = Speech(
    load=services.load,
    publish=_publish,
    writer=_writer,
    meant=_meant,
    said=_said,
    wrong=_wrong,
    allows=_allows,
    granted=_granted,
    carries=carries,
    place="XML",
    blanked=_blanked,
    suffix="xml",
    served=_served,
    bodiless=False,
)
