"""The page as it is served, under many visitors for long, and under faults: load and soak."""
