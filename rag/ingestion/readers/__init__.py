"""Readers: one module for each file format, all giving the same `FileContent`."""
