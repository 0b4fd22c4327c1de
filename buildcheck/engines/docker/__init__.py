"""Plans run by any daemon that speaks the Docker API; the only package that knows the Docker SDK."""
