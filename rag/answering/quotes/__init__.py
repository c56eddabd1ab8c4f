"""Passages and documents → sentences quoted word by word."""
