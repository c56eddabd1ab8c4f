"""Damage that text takes on its way from a file, mended where the repair is certain and reported where it is not."""
