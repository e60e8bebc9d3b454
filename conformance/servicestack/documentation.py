"""JSV as documentation pages print it: with line breaks and tabs, which are part of the values on the wire.

The printer puts a line break behind ``{ [ ,`` and before ``} ]``, indents with tabs, and puts a blank behind the colon
of a member. It does not look whether a character is quoted, so that taking out what it put in gives back what was.
"""

import re

_PUT_IN = re.compile(r"(?<=[{\[,])\s*\n\s*|\s*\n\s*(?=[}\]{\[])|(?<=:) ")


def wire(text: str) -> str:
    """Return the JSV that a printed text was made of."""
    return _PUT_IN.sub("", text.strip())
