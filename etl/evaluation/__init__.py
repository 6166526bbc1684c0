"""Offline evaluation of recommenders: protocols, metrics, and baselines to compare with."""
