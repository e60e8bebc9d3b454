"""Defects of the HTTP exchange."""

from dataclasses import replace

from conformance.model.binding import SOAP11, SOAP12
from conformance.model.exchange import Request, Response, field_values
from conformance.model.media import CHARSET
from conformance.reference.defect import Answered, Asked, defect, misreading
from conformance.reference.refusal import Refusal, RefusalError, Why
from conformance.reference.soap.defects._frame import binding_of, has_fault, has_results, labelled

_PAGE = b"""<!DOCTYPE html>
<html><head><title>Runtime Error</title></head>
<body><h1>Server Error in '/' Application.</h1>
<hr>Version Information: Microsoft .NET Framework Version:4.0.30319; ASP.NET Version:4.8.4110.0</body></html>
"""


@defect(
    "binding.soap11-fault-has-status-500",
    "binding.soap12-fault-status-fits-its-code",
    "binding.success-is-2xx-and-2xx-no-fault",
    shown="UpdateContact/soap12/invalid/Contact.Active",
)
def fault_with_200(answered: Answered) -> Response:
    """Send faults with status 200."""
    return replace(answered.response, status=200) if has_fault(answered) else answered.response


@misreading("parity.chunks-are-read", shown="UpdateContact/soap12/variant/connection/chunks")
def chunks_are_not_read(asked: Asked) -> Request:
    """Refuse a message that comes in chunks, as if it were empty."""
    if field_values(asked.request.headers, "Transfer-Encoding"):
        raise RefusalError(Refusal(why=Why.REQUEST, about="the request is empty"))
    return asked.request


@defect("binding.soap11-fault-has-status-500", shown="UpdateContact/soap11/invalid/Contact.Active")
def soap11_fault_with_400(answered: Answered) -> Response:
    """Send faults of SOAP 1.1 with status 400, as SOAP 1.2 wants it of some."""
    faulty = has_fault(answered) and binding_of(answered) == SOAP11
    return replace(answered.response, status=400) if faulty else answered.response


@defect(
    "binding.answered",
    "hygiene.fault-tells-no-internals",
    "xml.no-document-type",
    shown="UpdateContact/soap12/invalid/Contact.Active",
)
def error_page_for_faults(answered: Answered) -> Response:
    """Send a page with the versions of the server, and status 500, in place of faults."""
    if not has_fault(answered):
        return answered.response
    return labelled(replace(answered.response, status=500, body=_PAGE), "text/html; charset=utf-8")


@defect("binding.answered", "binding.success-is-2xx-and-2xx-no-fault", shown="UpdateContact/soap12/example")
def results_with_500(answered: Answered) -> Response:
    """Send results with status 500."""
    return replace(answered.response, status=500) if has_results(answered) else answered.response


@defect("binding.soap11-media-type", "binding.soap12-media-type", shown="UpdateContact/soap12/example")
def results_as_text_html(answered: Answered) -> Response:
    """Label results as text/html, which a server says unless it is told otherwise."""
    response = answered.response
    return labelled(response, f"text/html; charset={CHARSET}") if has_results(answered) else response


@defect("binding.soap12-media-type", shown="UpdateContact/soap12/example")
def soap12_as_text_xml(answered: Answered) -> Response:
    """Label results in SOAP 1.2 as text/xml, as if they were in SOAP 1.1."""
    of_soap12 = has_results(answered) and binding_of(answered) == SOAP12
    return labelled(answered.response, f"{SOAP11.media_type}; charset={CHARSET}") if of_soap12 else answered.response


@defect("xml.charset-is-the-encoding", shown="UpdateContact/soap11/example")
def results_without_charset(answered: Answered) -> Response:
    """Label results without charset, which only SOAP 1.2 permits."""
    binding = binding_of(answered)
    if binding is None or not has_results(answered):
        return answered.response
    return labelled(answered.response, binding.media_type)


@defect("xml.charset-is-the-encoding", shown="UpdateContact/soap12/example")
def charset_of_the_database(answered: Answered) -> Response:
    """Label results with a charset that only MySQL knows."""
    binding = binding_of(answered)
    if binding is None or not has_results(answered):
        return answered.response
    return labelled(answered.response, f"{binding.media_type}; charset=utf8mb4")
