"""Prices: what a game should cost, learnt from what others do."""
