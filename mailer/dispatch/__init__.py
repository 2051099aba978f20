"""The sentence that joins what, who, when and how: open, expand, claim, send, record, recover."""
