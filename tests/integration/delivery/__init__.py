"""The plain transport against real and against nasty relays."""
