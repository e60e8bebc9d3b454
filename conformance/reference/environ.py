"""WSGI's environ: the only module that reads what a reference endpoint is asked from it."""

import re
from wsgiref.types import WSGIEnvironment

from conformance.markup.xml import MAX_BYTES
from conformance.model.exchange import Headers

_LENGTH = re.compile("[0-9]{1,18}")


def body_of(environ: WSGIEnvironment) -> bytes:
    """Return the content of a request, one byte more than may be read where it is too long."""
    length = environ.get("CONTENT_LENGTH") or ("" if environ.get("wsgi.input_terminated") else "0")
    told = int(length) if _LENGTH.fullmatch(length) else MAX_BYTES + 1
    content: bytes = environ["wsgi.input"].read(min(told, MAX_BYTES + 1))
    return content


def fields_of(environ: WSGIEnvironment) -> Headers:
    """Return the HTTP fields of a request as far as WSGI keeps them."""
    held = {name[5:]: value for name, value in environ.items() if name.startswith("HTTP_")}
    if "CONTENT_TYPE" in environ:
        held["CONTENT_TYPE"] = environ["CONTENT_TYPE"]
    return tuple((name.replace("_", "-").title(), str(value)) for name, value in held.items())
