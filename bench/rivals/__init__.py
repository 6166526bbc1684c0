"""What the server is compared with: the framework alone, and two usual ways to answer the same."""
