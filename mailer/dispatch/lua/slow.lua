-- Providers asked for patience: half of the limit, or half of what went in a minute; at least 30 a
-- minute, and at most one step in ten seconds, as one burst brings many such replies. Returns the
-- limits (`delivery/pace.py` has the same numbers for a process without Redis).
-- KEYS[1] the hash; ARGV: seconds to keep it, burst (unused), then the names of buckets.
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local answer = {}

local function field(name, what)
    return tonumber(redis.call('HGET', KEYS[1], name .. ':' .. what) or '')
end

for place = 3, #ARGV do
    local name = ARGV[place]
    local limit, halved = field(name, 'limit'), field(name, 'halved')
    redis.call('HSET', KEYS[1], name .. ':since', now)
    answer[place - 2] = tostring(limit or 0)
    if not limit or not halved or now - halved > 10 then
        local went = math.max(field(name, 'sent') or 0, field(name, 'before') or 0)
        local slower = math.max(30, (limit or went) / 2)
        redis.call('HSET', KEYS[1], name .. ':limit', slower, name .. ':halved', now)
        answer[place - 2] = tostring(slower)
    end
end
redis.call('EXPIRE', KEYS[1], ARGV[1])
return answer
