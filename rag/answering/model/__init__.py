"""The language model: what it is asked, how its server is spoken to, and its stream as sentences."""
