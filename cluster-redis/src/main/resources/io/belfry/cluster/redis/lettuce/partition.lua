-- The beginning of all scripts: names and keys of a partition, and how nodes are told. See cluster.md,
-- sections 4 and 5. There are three, since each call pays for what its script could do:
--
--   any step:                        partition.lua steps.lua decisions.lua operations.lua
--   a step of publications only:     partition.lua steps.lua publish.lua
--   what is no step:                 partition.lua decisions.lua modes.lua
--
--   KEYS[1]  the partition's key `meta`, which routes the call; all other keys begin as it does
--   ARGV[1]  mode: hello, step, beat, done, ask, answer, keep or bye
--   ARGV[2]  id of the node that calls
--   ARGV[3]  clock: empty in earnest. A test gives `millis:run`; then this is the time and the
--            engine's run, and bundles are the last part of the answer instead of being published
--
-- Whatever can refuse a call does so before the first write, for nothing is ever taken back
-- (rule CLU-011).
--
-- A script is run from its first line at each call. So functions stand in few tables that are made
-- at once: each of a hundred locals that functions share would cost more than what they do.

local call, match, sub, pack = redis.call, string.match, string.sub, struct.pack
local META, mode, me, clock = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local K = sub(META, 1, -5)
local ME, MINE = K .. 'n:' .. me, K .. 'h:' .. me
local given = match(clock, '^(%d+):')

local PIECE = 500 -- items of a set that one call may work on
local NONE = ''

-- While its slot is being moved this fails.
call('EXISTS', K .. 'none')

---------------------------------------------------------------- names and numbers

local names = {
  -- What stands before and after in `length:beforeafter`; nil when it is malformed.
  split = function(joined)
    local length, start = match(joined, '^(%d%d?%d?%d?%d?):()')
    length = tonumber(length)
    if length and #joined >= start + length then
      return sub(joined, start, start + length - 1), sub(joined, start + length)
    end
  end,

  join = function(before, after)
    return #before .. ':' .. before .. after
  end,

  -- A whole number as text; Lua's own way writes large ones with an exponent.
  text = function(number)
    return string.format('%.0f', number)
  end,
}

---------------------------------------------------------------- what is known within a call

local known = {
  fresh = nil,    -- whether the partition is being rebuilt after a total loss
  quiet = false,  -- whether what is said raises no webhook, since it was held before the loss
  holders = {},   -- nodes by key
  bundle = nil,   -- number of what the caller itself is told
}

local partition = {
  isFresh = function()
    if known.fresh == nil then
      known.fresh = call('HEXISTS', META, 'fresh') == 1
    end
    return known.fresh
  end,

  nextOrder = function()
    return names.text(call('HINCRBY', META, 'ver', 1))
  end,
}

---------------------------------------------------------------- telling nodes

local bundles, told = {}, {}

local tell
tell = {
  entry = function(kind, a, b, c)
    b, c = b or NONE, c or NONE
    return pack('>c1I4c0I4c0I4c0', kind, #a, a, #b, b, #c, c)
  end,

  node = function(node, what)
    local bundle = bundles[node]
    if bundle then
      bundle[#bundle + 1] = what
    else
      bundles[node] = { what }
      told[#told + 1] = node
    end
  end,

  nodes = function(nodes, what)
    for i = 1, #nodes do
      tell.node(nodes[i], what)
    end
  end,

  -- What another version has left here is passed over. The caller counts it as it counts entries
  -- that it does not know (rule CLU-070).
  unknown = function(kind)
    tell.node(me, tell.entry('?', kind))
  end,

  -- Tells all who hold a channel, `c:TOKEN`, or a user, `u:TOKEN`.
  holders = function(key, what)
    local nodes = known.holders[key]
    if not nodes then
      nodes = call('HKEYS', K .. key)
      known.holders[key] = nodes
    end
    tell.nodes(nodes, what)
  end,

  -- Sends each bundle under the next number of its inbox; answers them when they are to be handed
  -- back.
  deliver = function()
    local handed = {}
    for i = 1, #told do
      local node = told[i]
      if bundles[node] then
        local number = call('HINCRBY', K .. 'n:' .. node, 'o', 1)
        local bundle = pack('>I8', number) .. table.concat(bundles[node])
        if given then
          handed[#handed + 1] = node
          handed[#handed + 1] = bundle
        else
          call('SPUBLISH', K .. 'i:' .. node, bundle)
        end
        bundles[node] = nil
        if node == me then
          known.bundle = number
        end
      end
    end
    return handed
  end,
}
