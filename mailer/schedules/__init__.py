"""WHEN: date arithmetic for campaigns in local wall time.

Pure Python: no Django, no database, no clock of its own.
"""
