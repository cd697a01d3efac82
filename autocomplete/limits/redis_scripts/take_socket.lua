-- Counts a socket among a site's and its client's, unless either has as many as it may.
-- KEYS: the site's sockets, the client's; each a set of names ordered by when their lease ends.
-- ARGV: name, length of a lease in seconds, most sockets of the site, most of the client.
local now = tonumber(redis.call('TIME')[1])
for i = 1, 2 do
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now)
  if redis.call('ZCARD', KEYS[i]) >= tonumber(ARGV[2 + i]) then
    return 0
  end
end
for i = 1, 2 do
  redis.call('ZADD', KEYS[i], now + tonumber(ARGV[2]), ARGV[1])
  redis.call('EXPIRE', KEYS[i], ARGV[2])
end
return 1
