"""Tables and queries, one module a feature."""
