"""Libraries in, how well each family of recommenders finds what was hidden of them out."""
