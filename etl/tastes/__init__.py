"""Tastes of viewers: what is learnt from ratings of streaming titles."""
