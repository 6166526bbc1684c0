"""Queries of the API: documents that Postgres writes, and keys of names."""
