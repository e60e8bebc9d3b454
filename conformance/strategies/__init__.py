"""Strategies: payloads and requests drawn by Hypothesis, its public API only; for one's own tests as for the suite."""

from conformance.strategies.messages import payloads, requests
from conformance.strategies.overrides import Overrides

__all__ = ["Overrides", "payloads", "requests"]
