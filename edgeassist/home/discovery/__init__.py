"""What devices tell of themselves over MQTT → entities of the home; a file a protocol."""
