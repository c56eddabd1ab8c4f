"""Figures of Vietnamese administrative prose: reading them, binding them to what they measure, reckoning with them."""
