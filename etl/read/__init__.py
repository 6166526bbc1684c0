"""Reading of raw files: discovery, lines and parsing."""
