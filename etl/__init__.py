"""Loader: the only writer of the database."""
