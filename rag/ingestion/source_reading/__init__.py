"""Where a document comes from, read from its text as Vietnamese administrative documents and news are written."""
