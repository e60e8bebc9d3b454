"""Protocol conformance for pytest: generate from a schema, exchange, judge, report.

The house has nine floors, and imports go down only (``tests/house/test_floors.py`` proves it):

9. ``plugin``, ``hooks``, ``suite``, ``cli`` - the doors
8. ``campaign`` - the one place that knows contract, target and checks
7. ``transport`` - the only way out to a network
6. ``strategies``, ``relations``, ``checks``, ``reference``, ``diff``, ``report`` - rooms that do not know each other
5. ``generation`` - plans that turn a tape of bytes into a payload
4. ``contract`` - WSDL, XSD or JSON Schemas, and manifest, become a ``Contract``
3. ``soap``, ``servicestack`` - envelopes or members, and HTTP messages; no I/O
2. ``markup`` - XML, read and written
1. ``model``, ``errors``, ``_members``, ``_near``, ``_schemas`` - the words

Protocols stand beside each other: what is one's own has a room of its own, and a row in a few tables
(``tests/house/test_protocols.py``).

Start reading at ``conformance.campaign``, the line from contract to report.
"""
