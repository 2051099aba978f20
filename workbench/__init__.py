"""Runs Rundbrief on one machine: real engines from wheels, a mail inbox for trials, a supervisor."""
