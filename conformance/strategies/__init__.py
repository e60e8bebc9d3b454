"""Strategies: drafts drawn by Hypothesis, its public API only."""
