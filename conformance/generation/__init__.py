"""Plans: a tape of bytes becomes a valid payload. Pure, and without Hypothesis."""
