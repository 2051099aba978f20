"""What comes back: what refusals speak of. Bounces and complaints belong here as well."""
