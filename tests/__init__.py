"""The tests; each folder has a README that says what its tests may touch."""
