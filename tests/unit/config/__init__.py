"""Settings, logs and tables of the command line."""
