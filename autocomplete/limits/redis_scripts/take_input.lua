-- Uses one input of a site's bucket and its client's, or none of either.
-- KEYS: the site's bucket, the client's, the tokens the site has spent today.
-- ARGV: rate and capacity of the site's bucket, of the client's, budget of tokens, tokens spent
-- but not yet handed over.
-- Returns what was decided, the seconds to wait, and the tokens spent.
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000

local spent = tonumber(redis.call('GET', KEYS[3]) or 0) + tonumber(ARGV[6])
if spent >= tonumber(ARGV[5]) then
  return {'quota_exhausted', '0', spent}
end

local wait = 0
local levels = {}
for i = 1, 2 do
  local rate, capacity = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local kept = redis.call('HMGET', KEYS[i], 'level', 'at')
  levels[i] = capacity
  if kept[1] then
    -- The server's clock may have been set back.
    local passed = math.max(0, now - tonumber(kept[2]))
    levels[i] = math.min(capacity, tonumber(kept[1]) + passed * rate)
  end
  wait = math.max(wait, (1 - levels[i]) / rate)
end
if wait > 0 then
  return {'rate_limited', tostring(wait), spent}
end

for i = 1, 2 do
  redis.call('HSET', KEYS[i], 'level', tostring(levels[i] - 1), 'at', string.format('%.6f', now))
  -- By then it is full, as a new one is.
  redis.call('EXPIRE', KEYS[i], math.ceil(tonumber(ARGV[2 * i]) / tonumber(ARGV[2 * i - 1])) + 1)
end
return {'taken', '0', spent}
