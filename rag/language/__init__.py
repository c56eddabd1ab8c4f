"""One reading of language: the words of a sense as data, and the readers that find them in a text."""
