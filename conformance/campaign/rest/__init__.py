"""What a campaign sends of REST's own: requests of members, broken and varied on purpose."""
