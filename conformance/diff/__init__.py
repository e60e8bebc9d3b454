"""What changed between two contracts, whom that breaks, and the message that proves it; pure, without I/O."""
