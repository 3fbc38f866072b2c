"""Sound in and out: PCM, one microphone with several listeners, PortAudio, files."""
