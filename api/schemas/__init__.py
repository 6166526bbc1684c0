"""Types of answers and of posted bodies, for OpenAPI and for reading."""
