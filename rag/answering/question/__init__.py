"""A question, as people type it → its slots."""
