"""What other programs use: the commands of `python -m rag`, the HTTP endpoints and the MCP tools, over one service.

They know `rag` by its public names only.
"""
