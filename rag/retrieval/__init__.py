"""A question → ranked passages and matching facts."""
