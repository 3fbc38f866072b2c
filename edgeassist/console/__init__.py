"""The console: the state of a running assistant on a terminal, from MQTT alone."""
