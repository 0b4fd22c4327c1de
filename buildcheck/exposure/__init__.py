"""What a browser can fetch of a build x the values that were set for it -> `Leak` values: proof, not suspicion."""
