"""What a campaign sends of SOAP's own: envelopes around payloads, broken and spelled on purpose, and relations."""
