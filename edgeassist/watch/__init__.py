"""Watching the sensors of a house: what is not as it was, told on MQTT, aloud, and when asked."""
