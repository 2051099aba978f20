"""The workbench without engines: Procfiles, ports, keys, stored mails, pages."""
