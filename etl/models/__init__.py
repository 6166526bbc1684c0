"""What every trained model has in common, whatever it learns."""
