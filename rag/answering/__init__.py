"""A question → its frame → an answer without a model → a model's sentences, each through the gate."""
