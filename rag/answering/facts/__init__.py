"""The register's facts → what answers a question, or what is missing."""
