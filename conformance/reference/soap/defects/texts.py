"""Defects of texts: what an endpoint does wrong with some characters, with long texts and with empty ones."""

import re
from dataclasses import replace

from conformance.contract.example import TEXTUAL
from conformance.model.exchange import Response
from conformance.model.tree import steps_of
from conformance.reference.defect import Answered, defect
from conformance.reference.soap.defects._results import crashed, failed, garbled, lost, unexplained
from conformance.reference.soap.defects._sent import Value, holding, sent

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_PAGE = b"Runtime Error\n"
_PLAIN = (("Content-Type", "text/plain; charset=utf-8"),)


@defect("results.valid-request-is-no-server-error", shown="UpdateSession/soap12/edge/Session.ProductCode")
def apostrophe_breaks_texts(answered: Answered) -> Response:
    """Fail, by an error of the server, items with an apostrophe in a text, as SQL does that is put together by hand."""
    return failed(answered, holding(answered, lambda value: _is_text(value) and "'" in value.text))


@defect("results.in-the-order-of-the-items", shown="UpdateSession/soap12/edge/Session.MessageId")
def ampersand_is_escaped_twice(answered: Answered) -> Response:
    """Echo an ampersand as the text of its entity, as a server does that escapes what is escaped later anyway."""
    return garbled(answered, lambda text: text.replace("&", "&amp;"))


@defect("results.in-the-order-of-the-items", shown="UpdateGuestInfo/soap12/edge/Guest.MessageId")
def astral_character_becomes_question_marks(answered: Answered) -> Response:
    """Echo each character beyond U+FFFF as two question marks, one for each half of its surrogate pair."""
    return garbled(answered, lambda text: _ASTRAL.sub("??", text))


@defect("results.in-the-order-of-the-items", shown="SessionRegAction/soap12/edge/CvInvitee.MessageId")
def line_break_becomes_blank(answered: Answered) -> Response:
    """Echo a line break as a blank, as a server does that writes it into an attribute as it is."""
    return garbled(answered, lambda text: text.replace("\n", " "))


@defect("results.in-the-order-of-the-items", shown="UpdateContact/soap12/edge/Contact.MessageId")
def blanks_around_are_cut_off(answered: Answered) -> Response:
    """Echo a text without the blanks at its ends."""
    return garbled(answered, lambda text: text.strip(" "))


@defect("xml.well-formed", shown="UpdateSession/soap12/edge/Session.MessageId")
def markup_is_echoed_raw(answered: Answered) -> Response:
    """Echo a "<" without escaping it, so that the answer is no XML any more."""
    rule = answered.contract.results
    if rule is None or sent(answered) is None:
        return answered.response
    names = "|".join(re.escape(steps_of(path)[-1].removeprefix("@")) for path in rule.echo)
    echo = re.compile(rf'\s(?:{names})="[^"]*"'.encode())
    raw = echo.sub(lambda found: found[0].replace(b"&lt;", b"<"), answered.response.body)
    return replace(answered.response, body=raw)


@defect("results.valid-request-is-no-server-error", shown="UpdateSession/soap12/edge/Session.ProductCode")
def long_text_crashes(answered: Answered) -> Response:
    """Break where a text is longer than is documented, which is to be cut off without an error."""
    limits = answered.contract.limits
    tripped = holding(answered, lambda value: len(value.text) > limits.get(value.path, len(value.text)))
    return crashed(answered, tripped)


@defect("results.failure-names-a-code", shown="UpdateSession/soap12/edge/Session.ProductName")
def null_is_no_name(answered: Answered) -> Response:
    """Fail items with the name "null", which is taken for no name at all, without an error."""
    return unexplained(answered, holding(answered, lambda value: value.path.endswith("Name") and value.text == "null"))


@defect("binding.answered", "xml.well-formed", shown="UpdateSession/soap12/edge/Session.CustomFieldDetail.FieldValue")
def brace_breaks_the_page(answered: Answered) -> Response:
    """Answer a brace in a detail of an item with an error page in place of a fault: it makes a bad format string."""
    if not holding(answered, lambda value: value.inner and _is_text(value) and "{" in value.text):
        return answered.response
    return Response(status=500, headers=_PLAIN, body=_PAGE)


@defect("results.one-result-per-item", shown="UpdateContact/soap12/edge/Contact.CustomFieldDetail.FieldId")
def empty_text_loses_its_item(answered: Answered) -> Response:
    """Leave out the results of items that have an empty text in a detail."""
    return lost(answered, holding(answered, lambda value: value.inner and _is_text(value) and not value.text))


def _is_text(value: Value) -> bool:
    return value.type.builtin in TEXTUAL and not value.type.facets.enumeration
