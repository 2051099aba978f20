"""Whatever dies, nobody is lost and nobody gets two: the receiving server's log is the proof."""
