"""One raw value in, one clean value out: pure functions, one rule of the contract each."""
