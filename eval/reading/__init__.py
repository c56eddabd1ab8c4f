"""Measuring and fitting the reading of figures, on items labelled by hand."""
