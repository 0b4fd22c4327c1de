"""The local engine: a clean copy in a temporary folder, for machines where no Docker daemon answers."""
