"""Elements of parsed XML and HTML."""

from typing import Any, TypeAlias

Element: TypeAlias = Any
"""An lxml element; lxml ships no types."""
