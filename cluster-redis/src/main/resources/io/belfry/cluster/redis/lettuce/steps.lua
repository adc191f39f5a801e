-- Publications, and the frame of a step: its number, its operations, its verdicts.

local MOST_OPERATIONS = 64

---------------------------------------------------------------- publications

local events = {
  -- holding, payload: 0 taken, 1 unsettled (rule CLU-018)
  publish = function(holding, payload)
    if partition.isFresh() then
      return 1
    end
    local key = sub(holding, 1, 1) .. ':' .. sub(holding, 2)
    tell.holders(key, tell.entry('E', holding, payload))
    return 0
  end,

  -- channel, payload, what is kept, for how many ms, the app's bound in bytes: 0 taken, 1 unsettled
  --
  -- The list of sizes goes by age; its member without a name holds the sum below zero, and so stands
  -- in front of all.
  publishKept = function(channel, payload, content, ttl, bound)
    if partition.isFresh() then
      return 1
    end
    local app, name = names.split(channel)
    local list, order = K .. 'el:' .. app, partition.nextOrder()

    -- The order that a kept event begins with.
    local function orderOf(key)
      return match(call('GETRANGE', key, 0, 20), '^(%d+):')
    end

    -- Drops the oldest events while they are too many, and sizes of what has run out.
    local function dropOldest(newest)
      for _ = 1, PIECE do
        local oldest = call('ZRANGE', list, 1, 1)[1]
        local size, at, of = match(oldest, '^(%d+):(%d+):(.*)$')
        local key = K .. 'e:' .. names.join(app, of)
        local stands = orderOf(key) == at
        if oldest == newest or stands and -call('ZSCORE', list, NONE) <= bound then
          return
        end
        call('ZREM', list, oldest)
        call('ZINCRBY', list, size, NONE)
        if stands then
          call('DEL', key)
        end
      end
    end

    local function keep()
      local key, value = K .. 'e:' .. channel, order .. ':' .. content
      local before = orderOf(key)
      if before then
        local size = call('STRLEN', key)
        call('ZREM', list, size .. ':' .. before .. ':' .. name)
        call('ZINCRBY', list, size, NONE)
      end
      if ttl < 1 or #value > bound then
        call('DEL', key)
        return
      end
      call('SET', key, value, 'PX', names.text(ttl))
      local newest = #value .. ':' .. order .. ':' .. name
      call('ZADD', list, order, newest)
      call('ZINCRBY', list, -#value, NONE)
      if call('PTTL', list) < ttl then
        call('PEXPIRE', list, names.text(ttl))
      end
      dropOldest(newest)
    end

    ttl, bound = tonumber(ttl), tonumber(bound)
    keep()
    tell.holders('c:' .. channel, tell.entry('E', 'c' .. channel, payload, order))
    return 0
  end,
}

---------------------------------------------------------------- a step

local step
step = {
  refused = function(why)
    return redis.error_reply('BELFRY ' .. why .. '; nothing was done')
  end,

  -- Whether an argument is what its letter in a shape says.
  isWell = function(letter, value)
    if not value then
      return false
    elseif letter == 'a' then -- anything
      return true
    elseif letter == 'n' then -- a number
      return #value < 16 and match(value, '^%-?%d+$')
    elseif letter == 't' then -- a token, which is an app and a name
      local length, start = match(value, '^(%d%d?%d?%d?%d?):()')
      return length and #value >= start + length and #value < 65536
    elseif letter == 'h' then -- a holding: c or u, and a token
      return match(value, '^[cu]') and step.isWell('t', sub(value, 2))
    elseif letter == 'u' then -- a user of a channel
      return #value > 0
    elseif letter == 's' then -- settings of an app
      return value == NONE or match(value, '^[01]:%d+:%d+:%d+$')
    elseif letter == 'o' then -- another node
      return value ~= me
    end
  end,

  -- Where in ARGV the operations from ARGV[7] on begin, or nil and what is wrong with them.
  find = function(shapes)
    local starts, at = {}, 7
    while at <= #ARGV do
      local kind = ARGV[at]
      local shape = shapes[kind]
      if not shape then
        return nil, 'does not know operation ' .. kind
      end
      for i = 1, #shape do
        if not step.isWell(sub(shape, i, i), ARGV[at + i]) then
          return nil, 'does not understand operation ' .. kind .. ', argument ' .. i
        end
      end
      starts[#starts + 1] = at
      at = at + #shape + 1
    end
    if #starts > MOST_OPERATIONS then
      return nil, 'takes ' .. MOST_OPERATIONS .. ' operations, not ' .. #starts
    end
    return starts
  end,

  -- ARGV[4] number of the step before, ARGV[5] its own, ARGV[6] 1 while the node says all again.
  -- What an operation answers is its verdict; a function is asked at the end of the call.
  take = function(operations, shapes)
    local before, number, restoring = ARGV[4], ARGV[5], ARGV[6]
    local starts, problem = step.find(shapes)
    if not starts then
      return step.refused(problem)
    end
    local numbers = call('HMGET', ME, 's', 'o')
    if numbers[1] ~= before or not step.isWell('n', number) then
      return { 'LOST', tonumber(numbers[1] or -1) }
    end
    call('HSET', ME, 's', number)
    known.quiet = restoring == '1' and partition.isFresh()
    local verdicts = {}
    for i = 1, #starts do
      local at = starts[i]
      local kind = ARGV[at]
      verdicts[i] = operations[kind](unpack(ARGV, at + 1, at + #shapes[kind]))
    end
    -- A bundle has one number, so readings show what stands after all it tells (rule CLU-013).
    for i = 1, #verdicts do
      if type(verdicts[i]) == 'function' then
        verdicts[i] = verdicts[i]()
      end
    end
    local handed = tell.deliver()
    return { 'OK', known.bundle or tonumber(numbers[2]), verdicts, handed }
  end,
}
