"""``explain-failure``: the search by itself, and described machines whose failures it must explain."""
