"""What makes passages searchable: the embedding model, the dense index and the lexical index."""
