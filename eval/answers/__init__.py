"""Whether an answer is sure: examples of claims, and the odds fitted to them."""
