"""Recommendations: what is learnt from who owns and plays what."""
