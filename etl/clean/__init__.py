"""Cleaning rules of the contract: pure functions from one raw value to one clean value."""
