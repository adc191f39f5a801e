-- All operations of a step.

local PACE = 1000 -- ms between two webhook events of a cache channel that keeps nothing

local holdings
holdings = {
  -- The numbers of all nodes in a hash; without that of one.
  sum = function(key, without)
    local sum, numbers = 0, call('HGETALL', K .. key)
    for i = 1, #numbers, 2 do
      if numbers[i] ~= without then
        sum = sum + numbers[i + 1]
      end
    end
    return sum
  end,

  -- Says the caller's number in a hash of holders; answers whether it is the first of all.
  isFirst = function(key, holding, count)
    if call('HSET', K .. key, me, count) == 0 then
      return false
    end
    known.holders[key] = nil
    call('SADD', MINE, holding)
    return call('HLEN', K .. key) == 1
  end,

  isNone = function(count)
    return sub(count, 1, 1) == '-'
  end,
}

local operations = {
  P = events.publish,
  E = events.publishKept,

  -- channel, subscribers here, told to all holders: 0 or 1
  C = function(channel, count, told)
    local key = 'c:' .. channel
    if holdings.isNone(count) then
      ends.giveUp('c' .. channel)
    elseif holdings.isFirst(key, 'c' .. channel, count) then
      local app, name = names.split(channel)
      call('ZADD', K .. 'l:' .. app, 0, name)
      hooks.begun('v' .. channel, 'channel_occupied', channel)
    end
    if told == '1' then
      counts.changed(channel)
    end
    return 0
  end,

  -- channel, user, info, most members: 0 present, 1 full, 2 new
  J = function(channel, user, info, max)
    local name, key = names.join(channel, user), K .. 'm:' .. channel
    if call('SADD', MINE, 'm' .. name) == 0 then
      return 0
    end
    local holders, rest = ends.holdersOf(channel, user)
    if holders then
      if holders == 0 then
        call('ZREM', DUE, 'g' .. name)
      end
      -- Info and place stay those of the first join (rule CLU-031).
      call('HSET', key, user, names.text(holders + 1) .. rest)
      return 0
    end
    if not holdings.isNone(max) and call('HLEN', key) >= tonumber(max) then
      call('SREM', MINE, 'm' .. name)
      return 1
    end
    call('HSET', key, user, '1:' .. partition.nextOrder() .. ':' .. info)
    tell.holders('c:' .. channel, tell.entry('+', channel, user, info))
    hooks.begun('r' .. name, 'member_added', channel, user)
    return 2
  end,

  -- channel, user
  L = function(channel, user)
    ends.giveUp('m' .. names.join(channel, user))
    return 0
  end,

  -- user, connections here, most connections: 0 well, 1 too many
  U = function(user, count, max)
    local key = 'u:' .. user
    if holdings.isNone(count) then
      ends.giveUp('u' .. user)
      return 0
    end
    -- No more than it has is granted already: its answer was lost, and it is asked again.
    local isMore = tonumber(count) > tonumber(call('HGET', K .. key, me) or 0)
    if isMore and not holdings.isNone(max) and holdings.sum(key, me) + count > tonumber(max) then
      return 1
    end
    if holdings.isFirst(key, 'u' .. user, count) and call('ZREM', DUE, 'o' .. user) == 0 then
      local app, name = names.split(user)
      tell.nodes(call('SMEMBERS', K .. 'w:' .. app), tell.entry('y', user))
      if not known.quiet then
        hooks.raise('user_online', app, name)
      end
    end
    return 0
  end,

  -- session, code of its end, below 0 while it lasts
  N = function(session, code)
    if not holdings.isNone(code) then
      if call('SREM', MINE, 's' .. session) == 1 then
        hooks.raiseOfSession('session_ended', session, code)
      end
    elseif call('SADD', MINE, 's' .. session) == 1 and not known.quiet then
      hooks.raiseOfSession('session_started', session)
    end
    return 0
  end,

  -- app, watchers of it are here: 0 or 1
  W = function(app, here)
    if here == '0' then
      ends.giveUp('w' .. app)
    elseif call('SADD', K .. 'w:' .. app, me) == 1 then
      call('SADD', MINE, 'w' .. app)
    end
    return 0
  end,

  -- app, its connections here: all there are
  Q = function(app, count)
    if holdings.isNone(count) then
      ends.giveUp('q' .. app)
    else
      holdings.isFirst('q:' .. app, 'q' .. app, count)
    end
    return holdings.sum('q:' .. app)
  end,

  -- channel: members as the engine has them, kept event and for how many ms, ms still unsettled, how
  -- many subscribers were told last or -1
  R = function(channel)
    return function()
      local key = K .. 'e:' .. channel
      return {
        call('HGETALL', K .. 'm:' .. channel),
        call('GET', key) or NONE,
        call('PTTL', key),
        time.stillUnsettled(),
        tonumber(call('HGET', COUNTED, channel) or -1) or -1,
      }
    end
  end,

  -- user: 1 online or 0, ms still unsettled
  S = function(user)
    return function()
      local online = call('EXISTS', K .. 'u:' .. user) == 1 or call('ZSCORE', DUE, 'o' .. user)
      return { online and 1 or 0, time.stillUnsettled() }
    end
  end,

  -- an order to all nodes
  O = function(order)
    orders.give(order)
    return 0
  end,

  -- channel, payload of a client event, whose webhook shares its fate: 0 taken, 1 unsettled
  X = function(channel, payload)
    local verdict = events.publish('c' .. channel, payload)
    if verdict == 0 then
      local app, name = names.split(channel)
      hooks.raise('client_event', app, name, NONE, payload)
    end
    return verdict
  end,

  -- a cache channel that kept nothing for a newcomer; raised once a second (rule HOOK-026)
  M = function(channel)
    local app, name = names.split(channel)
    local what = 'x' .. channel
    if hooks.settingsOf(app).webhooks
      and tonumber(call('ZSCORE', DUE, what) or 0) <= time.now() then
      call('ZADD', DUE, names.text(time.now() + PACE), what)
      hooks.raise('cache_miss', app, name)
    end
    return 0
  end,

  -- app, its settings or nothing
  A = function(app, value)
    if value == NONE then
      call('HDEL', APPS, app)
    else
      call('HSET', APPS, app, value)
    end
    settings[app] = nil
    return 0
  end,

  -- all is said
  Z = function()
    time.leaveRestoring(me)
    return 0
  end,

  -- a node that is no more
  D = function(node)
    ends.retire(node)
    return 0
  end,
}

-- The arguments of each, by the letters of step.isWell.
local shapes = {
  A = 'as', C = 'tnn', D = 'o', E = 'taann', J = 'tuan', L = 'tu', M = 't', O = 'a', P = 'ha',
  N = 'tn', Q = 'an', R = 't', S = 't', U = 'tnn', W = 'an', X = 'ta', Z = '',
}

return step.take(operations, shapes)
