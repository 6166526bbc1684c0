"""Ludoteca's only door to Postgres: settings in, connections, statements and answers out."""
