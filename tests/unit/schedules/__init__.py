"""Tests of dates, windows and words of cadences."""
