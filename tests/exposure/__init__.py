"""The search for values in what a browser can fetch."""
