"""Which messages most checks of SOAP are for."""

from conformance.model.binding import SOAP11, SOAP12

BOTH = (SOAP11, SOAP12)
"""Both versions of SOAP."""
