"""What each platform takes: an action on an entity to MQTT messages, a file a platform."""
