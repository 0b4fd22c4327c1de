"""The graph of imports."""
