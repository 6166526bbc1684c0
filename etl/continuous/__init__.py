"""Data that keep coming: events, a folder that is watched, models by schedule."""
