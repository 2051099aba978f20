-- Messages out of buckets that all workers share, kept as fields of one hash, by Redis' own clock.
-- KEYS[1] the hash; ARGV: seconds to keep it, burst in seconds, then name, want, rate (a minute, 0:
-- no limit) and the limit that the asking process remembers (0: none) of each bucket. Returns how
-- many may go, after how many milliseconds to ask again, the limit and its age in milliseconds.
-- Fields of a bucket: `used` (moment up to which its messages are used up), `limit` (a minute, as
-- long as a provider asks for patience), `since` (it asked last, or the limit
-- rose), `halved` (the limit sank), `sent` and `start` (of a minute).
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local burst = tonumber(ARGV[2])
local answer = {}

local function field(name, what)
    return tonumber(redis.call('HGET', KEYS[1], name .. ':' .. what) or '')
end

local function set(name, what, value)
    redis.call('HSET', KEYS[1], name .. ':' .. what, string.format('%.6f', value))
end

local function drop(name, ...)
    for _, what in ipairs({...}) do redis.call('HDEL', KEYS[1], name .. ':' .. what) end
end

-- A minute without complaint: half as much again, until the limit means nothing any more.
-- Where the hash was lost, what a process remembers counts. That rises no later than what stands here,
-- so that no limit comes back that has ended.
local function limit_of(name, rate, known)
    local limit = field(name, 'limit')
    if not limit and known > 0 then
        limit = known
        set(name, 'limit', limit)
        set(name, 'since', now)
        set(name, 'halved', now)
    end
    if limit and now - field(name, 'since') > 60 then
        limit = limit * 1.5
        set(name, 'limit', limit)
        set(name, 'since', now)
    end
    if limit and (limit > 60000 or (rate > 0 and limit >= rate)) then
        drop(name, 'limit', 'since', 'halved')
        limit = nil
    end
    return limit or 0
end

-- What went in this minute and the one before: what a first limit is half of.
local function note(name, count)
    local start = field(name, 'start')
    if not start or now - start > 60 then
        set(name, 'before', field(name, 'sent') or 0)
        set(name, 'sent', 0)
        set(name, 'start', now)
    end
    redis.call('HINCRBYFLOAT', KEYS[1], name .. ':sent', count)
end

for place = 3, #ARGV, 4 do
    local name, want, rate = ARGV[place], tonumber(ARGV[place + 1]), tonumber(ARGV[place + 2])
    local asked = limit_of(name, rate, tonumber(ARGV[place + 3]))
    local age = asked > 0 and now - field(name, 'since') or 0
    local limit = asked > 0 and asked or rate
    local count, wait = want, 0
    if limit > 0 then
        local seconds = 60 / limit
        local used = math.max(field(name, 'used') or 0, now - math.max(burst, seconds))
        count = math.min(want, math.floor((now - used) / seconds + 0.000001))
        used = used + count * seconds
        set(name, 'used', used)
        if count < want then
            local share = math.min(want - count, math.max(1, math.floor(burst / 2 / seconds)))
            wait = math.max(0, used - now + share * seconds)
        end
    end
    note(name, count)
    table.insert(answer, {count, math.ceil(wait * 1000), tostring(asked), math.ceil(age * 1000)})
end
redis.call('EXPIRE', KEYS[1], ARGV[1])
return answer
