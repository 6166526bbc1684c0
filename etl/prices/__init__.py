"""What a game should cost: features and models of prices, measured, stored and compared."""
