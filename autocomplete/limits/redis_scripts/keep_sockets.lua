-- Renews the leases of sockets that are still open; also counts those that Redis has forgotten.
-- KEYS: a set of sockets. ARGV: length of a lease in seconds, names.
local ends = tonumber(redis.call('TIME')[1]) + tonumber(ARGV[1])
for i = 2, #ARGV do
  redis.call('ZADD', KEYS[1], ends, ARGV[i])
end
return redis.call('EXPIRE', KEYS[1], ARGV[1])
