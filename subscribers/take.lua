-- Counts one sign-up against each counter, from the narrowest to the widest, and stops at the first
-- that is full: a flood from one address must not use up what is there for everybody.
-- KEYS: the counters. ARGV: seconds until a counter starts anew, then each counter's limit.
for place, key in ipairs(KEYS) do
  local count = redis.call('INCR', key)
  if count == 1 then
    redis.call('EXPIRE', key, ARGV[1])
  end
  if count > tonumber(ARGV[place + 1]) then
    return {place, redis.call('TTL', key)}
  end
end
return {0, 0}
