"""Source text -> facts (`Module`, `ConfigFile`), by tree-sitter. Nothing is resolved, nothing is run."""
