"""The REST face: HTTP requests in, answers that Postgres computed out."""
