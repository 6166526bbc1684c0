"""Migrations of the database, and what is generated from it."""
