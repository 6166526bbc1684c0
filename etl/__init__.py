"""The only writer: raw files in, core tables out."""
