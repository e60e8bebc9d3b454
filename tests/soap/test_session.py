"""Session values in header blocks, without a network."""

from conformance.model.contract import Contract
from conformance.model.tree import clark
from conformance.soap import session

TNS = "http://api.cvent.com/2006-11"


def test_the_header_carries_and_gives_back_the_value(cvent: Contract) -> None:
    assert cvent.session is not None
    blocks = session.header_blocks(cvent.session, "v<&")
    assert blocks[0].name == clark(TNS, "CventSessionHeader")
    assert session.header_value(cvent.session, blocks) == "v<&"
    assert session.header_value(cvent.session, ()) is None
