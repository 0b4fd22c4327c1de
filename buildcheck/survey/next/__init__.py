"""A Next.js app as Next itself would see it -> `NextApp`. The rules are keyed on version and bundler."""
