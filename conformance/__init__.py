"""SOAP conformance for pytest: generate from XSD, exchange, judge, report.

The house has eight floors, and imports go down only (``tests/house/test_floors.py`` proves it):

8. ``plugin``, ``hooks``, ``suite``, ``cli`` - the doors
7. ``campaign`` - the one place that knows contract, target and checks
6. ``transport`` - the only way out to a network
5. ``strategies``, ``checks``, ``reference``, ``report`` - rooms that do not know each other
4. ``generation`` - plans that turn a tape of bytes into a payload
3. ``contract`` - WSDL, XSD and manifest become a ``Contract``
2. ``soap`` - bytes, trees, envelopes, HTTP messages; no I/O
1. ``model``, ``errors``, ``_members``, ``_near``, ``_schemas`` - the words

Start reading at ``conformance.campaign``, the line from contract to report.
"""
