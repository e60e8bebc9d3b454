"""Cases by themselves: the only module that sees to it that a cassette holds all that its case needs, and no more."""

from collections.abc import Iterator
from contextlib import contextmanager

from conformance.campaign.campaign import Campaign
from conformance.model.case import Case
from conformance.model.session import NONE_BARRED


@contextmanager
def alone(campaign: Campaign, case: Case) -> Iterator[None]:
    """Let a case that is recorded or replayed send all that it needs itself, and what is replayed all that it holds.

    Raises:
        RecordingError: its cassette holds an exchange that it does not ask for.
    """
    player = campaign.connection.player
    if player is not None or campaign.settings.recording:
        campaign.forget()
    if player is None:
        yield
        return
    # Without a cassette nobody knew of a session that opens nothing when the others were recorded.
    campaign.barred = campaign.connection.barred if player.holds(case.id) else NONE_BARRED
    with player.playing(case.id):
        yield
        if campaign.budget.allows(1):
            player.require_played(campaign.settings.bindings)
