"""What the repository says about where the app goes -> `Deployment` values. Reads text, runs nothing."""
