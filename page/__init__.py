"""The page: answers as inert HTML, the conversation's events, the layout. It knows `rag` by its public names only."""
