"""Lists, senders, topics and wordings as one short text that changes whenever one of them does.

They are few and change seldom, so that pages are kept for as long as it stays the same.
"""

from __future__ import annotations

SQL = """md5(concat_ws('|',
    (SELECT string_agg(l::text, '|' ORDER BY l.id) FROM subscribers_list l),
    (SELECT string_agg(s::text, '|' ORDER BY s.id) FROM subscribers_sender s),
    (SELECT string_agg(t::text, '|' ORDER BY t.id) FROM subscribers_topic t),
    (SELECT max(id) FROM subscribers_wording)))"""
