"""The learned reader of figures: what it sees of a passage, how it points at words, and what follows for the facts."""
