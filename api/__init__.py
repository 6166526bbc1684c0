"""REST API of the answers that Postgres computes."""
