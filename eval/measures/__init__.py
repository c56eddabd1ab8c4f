"""How an answer is measured, one module a matter: figures, citations, rankings, intervals. All pure functions."""
