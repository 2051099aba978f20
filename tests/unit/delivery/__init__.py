"""Relay addresses and what replies mean."""
