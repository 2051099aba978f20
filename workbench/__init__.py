"""Runs Rundbrief on one machine: engines from wheels, a mail inbox for trials, a supervisor."""
