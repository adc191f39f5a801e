-- The replies to requests with an idempotency key. A hash for each key has who has claimed it (c),
-- for which request (f), and its reply (r) once it was carried out.
--
--   KEYS[1]  the partition's key `meta`, which routes the call; all other keys begin as it does
--   ARGV[1]  claim, complete or release
--   ARGV[2]  app
--   ARGV[3]  the caller's key
--   ARGV[4]  who claims, which is never the same twice
--   ARGV[5]  claim: the request's fingerprint; complete: the reply
--   ARGV[6]  claim: for how many ms the key is remembered
--   ARGV[7]  claim: until when by the engine's clock, in ms, somebody waits for it
--
-- A list of each app has its keys by the end of their life, as `bytes:key`. Its member without a
-- name holds the sum of all bytes below zero, and so stands in front.

local call, match, sub = redis.call, string.match, string.sub
local mode, app, name, claimant, given, life, late = unpack(ARGV)
local K = sub(KEYS[1], 1, -5)
local LIST, NONE = K .. 'kl:' .. app, ''
local MOST_KEYS, MOST_BYTES = 10000, 16777216
local BESIDE = 300 -- bytes of a key beside its texts
local PIECE = 100  -- keys that one call looks at

local function keyOf(of)
  return K .. 'k:' .. #app .. ':' .. app .. of
end

local KEY = keyOf(name)

-- While its slot is being moved this fails.
call('EXISTS', K .. 'none')

local function now()
  local at = call('TIME')
  return at[1] * 1000 + math.floor(at[2] / 1000)
end

local function listed()
  local bytes = BESIDE + #name + call('HSTRLEN', KEY, 'f') + call('HSTRLEN', KEY, 'r')
  return bytes .. ':' .. name, bytes
end

local function enter(entry, bytes, ending)
  if call('ZADD', LIST, string.format('%.0f', ending), entry) == 1 then
    call('ZINCRBY', LIST, -bytes, NONE)
  end
end

local function leave(entry, bytes)
  if call('ZREM', LIST, entry) == 1 then
    call('ZINCRBY', LIST, bytes, NONE)
  end
end

-- Lets go of what is over, and of the oldest while they are too many. What is being carried out
-- stays: it must not be carried out beside itself.
local function forgetOld()
  local oldest = call('ZRANGE', LIST, 1, PIECE, 'WITHSCORES')
  local keys, bytes = call('ZCARD', LIST) - 1, -(call('ZSCORE', LIST, NONE) or 0)
  for i = 1, #oldest, 2 do
    local isOver = tonumber(oldest[i + 1]) <= now()
    if not isOver and keys <= MOST_KEYS and bytes <= MOST_BYTES then
      return
    end
    local size, of = match(oldest[i], '^(%d+):(.*)$')
    local isAnswered = isOver or call('HEXISTS', keyOf(of), 'r') == 1
    if isAnswered then
      if not isOver then
        call('DEL', keyOf(of))
      end
      leave(oldest[i], tonumber(size))
      keys, bytes = keys - 1, bytes - size
    end
  end
end

local modes = {
  claim = function()
    if now() > tonumber(late) then
      return { 'LATE', now() }
    end
    local stands = call('HMGET', KEY, 'f', 'r')
    if stands[1] then
      return { 'STANDS', stands[1], stands[2] and 1 or 0, stands[2] or NONE }
    end
    forgetOld()
    if call('ZCARD', LIST) > 2 * MOST_KEYS then
      return { 'FULL' }
    end
    call('HSET', KEY, 'c', claimant, 'f', given)
    call('PEXPIRE', KEY, life)
    local entry, bytes = listed()
    enter(entry, bytes, now() + life)
    if call('PTTL', LIST) < tonumber(life) then
      call('PEXPIRE', LIST, life)
    end
    return { 'OK' }
  end,

  complete = function()
    if call('HGET', KEY, 'c') ~= claimant or call('HEXISTS', KEY, 'r') == 1 then
      return { 'OK' }
    end
    local entry, bytes = listed()
    local ending = call('ZSCORE', LIST, entry)
    call('HSET', KEY, 'r', given)
    if ending then
      leave(entry, bytes)
      entry, bytes = listed()
      enter(entry, bytes, ending)
      forgetOld()
    end
    return { 'OK' }
  end,

  release = function()
    if call('HGET', KEY, 'c') == claimant then
      leave(listed())
      call('DEL', KEY)
    end
    return { 'OK' }
  end,
}

if not modes[mode] then
  return redis.error_reply('BELFRY does not know mode ' .. mode .. '; nothing was done')
end
return modes[mode]()
