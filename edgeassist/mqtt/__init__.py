"""The broker connection and what edgeassist publishes of itself."""
