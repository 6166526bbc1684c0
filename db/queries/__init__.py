"""Queries of the API: documents that Postgres writes."""
