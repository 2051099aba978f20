"""The workbench with real processes: engines, supervisor, inbox over SMTP and HTTP."""
