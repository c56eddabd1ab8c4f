"""Words that only questions are read by, as data: changing them makes no index anew."""
