"""A model's sentences → those that their sources say."""
