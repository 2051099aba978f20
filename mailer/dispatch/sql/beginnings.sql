-- From which moment on each subscription has to be told, for one issue: NULL means the start of
-- the issue's window. A subscription that began inside the window and follows another one starts
-- where its predecessor had got to (ADR 3), which may lie before or inside the window.
SELECT DISTINCT m.list_id,
       CASE WHEN m.started_at >= %(window_start)s THEN m.told_from END AS beginning
FROM subscribers_mailable m
WHERE m.list_id = ANY (%(lists)s)
  AND m.frequency = %(frequency)s
  AND m.started_at < %(window_end)s
