"""What refusals speak of."""
