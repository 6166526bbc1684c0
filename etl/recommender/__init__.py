"""Libraries in, recommendations out: what is learnt from who owns and plays what."""
