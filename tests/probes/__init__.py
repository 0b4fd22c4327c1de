"""The small JavaScript files that run inside the sandbox."""
