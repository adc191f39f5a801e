-- What follows from what the nodes hold, and when.

local NODES, DUE, DYING, RESTORING = K .. 'nodes', K .. 'due', K .. 'dying', K .. 'restoring'
local APPS, HOOKS, COUNTED = K .. 'apps', K .. 'hooks', K .. 'counted'
local LONGEST_READING = 1000 -- by how many ms the partition's clock goes on at once, at most
local MOST_HOOKS = 100000
local FEW, PAUSE = 100, 5000 -- subscribers whose number is told at once; ms between larger numbers

---------------------------------------------------------------- time

local time
time = {
  wall = function()
    if given then
      return tonumber(given)
    end
    local at = call('TIME')
    return at[1] * 1000 + math.floor(at[2] / 1000)
  end,

  -- The partition's clock: never back, and not far ahead at once, whatever the engine's clock does
  -- (rule CLU-014).
  now = function()
    if not known.now then
      local at, meta = time.wall(), call('HMGET', META, 'wall', 'time')
      local now = at
      if meta[1] and meta[2] then
        now = meta[2] + math.min(math.max(at - meta[1], 0), LONGEST_READING)
      end
      call('HSET', META, 'wall', names.text(at), 'time', names.text(now))
      known.now = now
    end
    return known.now
  end,

  -- Until when nothing may be taken away; 0 when it may (rule CLU-016).
  unsettled = function()
    if not known.settling then
      local till = tonumber(call('HGET', META, 'until') or 0)
      if till <= time.now() then
        till = call('EXISTS', RESTORING) == 1 and time.now() + LONGEST_READING or 0
      end
      known.settling = till
    end
    return known.settling
  end,

  stillUnsettled = function()
    return math.max(time.unsettled() - time.now(), 0)
  end,

  -- Somebody has said everything, or never will.
  leaveRestoring = function(node)
    call('SREM', RESTORING, node)
    known.settling = nil
  end,
}

---------------------------------------------------------------- orders

local ORDERS, MOST_ORDERS, ORDER_MILLIS = K .. 'orders', 10000, 300000

local orders = {
  -- To all nodes; who is cut off finds it in the list.
  give = function(order)
    local id = call('XADD', ORDERS, 'MAXLEN', MOST_ORDERS, '*', 'o', order)
    local oldest = match(id, '^%d+') - ORDER_MILLIS
    call('XTRIM', ORDERS, 'MINID', names.text(math.max(oldest, 0)))
    call('HSET', META, 'order', id)
    tell.nodes(call('ZRANGE', NODES, 0, -1), tell.entry('O', id, order))
  end,
}

---------------------------------------------------------------- webhooks

local settings = {}

local hooks
hooks = {
  -- What is known of an app: `webhooks:vacated:removed:offline`, the first 0 or 1, the others ms.
  -- A later version may put more behind that.
  settingsOf = function(app)
    if not settings[app] then
      local webhooks, vacated, removed, offline =
        match(call('HGET', APPS, app) or NONE, '^(%d):(%d+):(%d+):(%d+)')
      settings[app] = {
        webhooks = webhooks == '1',
        vacated = tonumber(vacated) or 0,
        removed = tonumber(removed) or 0,
        offline = tonumber(offline) or 0,
      }
    end
    return settings[app]
  end,

  raise = function(kind, app, name, user, data)
    if not hooks.settingsOf(app).webhooks then
      return
    end
    call('XADD', HOOKS, '*', 'kind', kind, 'app', app, 'name', name, 'user', user or NONE,
      'data', data or NONE)
    if call('XLEN', HOOKS) > MOST_HOOKS then
      call('HINCRBY', META, 'dropped', call('XTRIM', HOOKS, 'MAXLEN', MOST_HOOKS))
    end
    local sender = not known.nudged and call('HGET', META, 'sender')
    if sender then
      known.nudged = true
      tell.node(sender, tell.entry('H', NONE))
    end
  end,

  -- The same of a channel or user with its app in one.
  raiseOf = function(kind, token, user)
    local app, name = names.split(token)
    hooks.raise(kind, app, name, user)
  end,

  -- The same of a session: app, user and what is told of it, joined. A beginning has no code.
  raiseOfSession = function(kind, session, code)
    local app, rest = names.split(session)
    local user, told = names.split(rest or NONE)
    if user then
      hooks.raise(kind, app, user, code, told)
    end
  end,

  -- Raises a beginning, unless its end has not been told yet: then neither is.
  begun = function(ending, kind, token, user)
    if call('ZREM', DUE, ending) == 0 and not known.quiet then
      hooks.raiseOf(kind, token, user)
    end
  end,

  -- Puts an end off.
  later = function(what, delay)
    local at = math.max(time.now() + delay, time.unsettled())
    call('ZADD', DUE, names.text(at), what)
  end,
}

---------------------------------------------------------------- numbers of subscribers

-- Of channels whose subscribers are told how many they are, `counted` holds the number that was told
-- last; `-` where a total loss has taken it, and clients may know it still.
local counts
counts = {
  -- Subscribers on all nodes but those that are being taken apart.
  total = function(channel)
    local total, numbers = 0, call('HGETALL', K .. 'c:' .. channel)
    local areAllAlive = call('EXISTS', DYING) == 0
    for i = 1, #numbers, 2 do
      if areAllAlive or call('SISMEMBER', DYING, numbers[i]) == 0 then
        total = total + numbers[i + 1]
      end
    end
    return total
  end,

  -- Tells the number to all holders, and raises it, where it is another than was told last. Many are
  -- told once in a while, and the last of their numbers always is (rules WS-079, HOOK-027).
  tell = function(channel)
    local total, before = counts.total(channel), call('HGET', COUNTED, channel)
    local number = names.text(total)
    if number == (before or '0') then
      return
    end
    if total > FEW
      and call('ZADD', DUE, 'NX', names.text(time.now() + PAUSE), 'n' .. channel) == 0 then
      return
    end
    if total > 0 then
      call('HSET', COUNTED, channel, number)
    else
      call('HDEL', COUNTED, channel)
    end
    tell.holders('c:' .. channel, tell.entry('N', channel, number))
    if before ~= '-' or total == 0 then
      local app, name = names.split(channel)
      hooks.raise('subscription_count', app, name, NONE, number)
    end
  end,

  -- The number of a channel may be another now. While the partition is unsettled some may be counted
  -- twice or not at all, so it waits.
  changed = function(channel)
    local till = time.unsettled()
    if till == 0 then
      counts.tell(channel)
      return
    end
    if known.quiet then
      call('HSETNX', COUNTED, channel, '-')
    end
    call('ZADD', DUE, 'NX', names.text(till), 'n' .. channel)
  end,

  -- The same when a node is gone from it, of whose subscribers nobody says whether they are told.
  gone = function(channel)
    if call('HEXISTS', COUNTED, channel) == 1 then
      counts.changed(channel)
    end
  end,
}

---------------------------------------------------------------- taking away

local ends
ends = {
  signedOut = function(user)
    local app, name = names.split(user)
    tell.nodes(call('SMEMBERS', K .. 'w:' .. app), tell.entry('x', user))
    hooks.raise('user_offline', app, name)
  end,

  removeMember = function(channel, user)
    call('HDEL', K .. 'm:' .. channel, user)
    tell.holders('c:' .. channel, tell.entry('-', channel, user))
    local app = hooks.settingsOf((names.split(channel)))
    if app.webhooks then
      hooks.later('r' .. names.join(channel, user), app.removed)
    end
  end,

  -- How many nodes hold a member, and what else stands of it; nil when there is no such member.
  holdersOf = function(channel, user)
    local value = call('HGET', K .. 'm:' .. channel, user)
    if value then
      local holders, rest = match(value, '^(%d+)(:.*)$')
      return tonumber(holders), rest
    end
  end,

  -- Takes a node out of the holders of `c:TOKEN` or `u:TOKEN`; answers whether it was the last one.
  wasLast = function(key, node)
    known.holders[key] = nil
    return call('HDEL', K .. key, node) == 1 and call('EXISTS', K .. key) == 0
  end,

  -- What becomes of a holding that a node has no more, by its kind.
  s = function(session)
    hooks.raiseOfSession('session_ended', session, '1006')
  end,

  m = function(name)
    local channel, user = names.split(name)
    local holders, rest = ends.holdersOf(channel, user)
    if not holders or holders == 0 then
      return
    end
    if holders == 1 and time.unsettled() == 0 then
      ends.removeMember(channel, user)
      return
    end
    call('HSET', K .. 'm:' .. channel, user, names.text(holders - 1) .. rest)
    if holders == 1 then
      call('ZADD', DUE, names.text(time.unsettled()), 'g' .. name)
    end
  end,

  c = function(channel, node)
    local wasLast = ends.wasLast('c:' .. channel, node)
    counts.gone(channel)
    if not wasLast then
      return
    end
    local app, name = names.split(channel)
    call('ZREM', K .. 'l:' .. app, name)
    if hooks.settingsOf(app).webhooks then
      hooks.later('v' .. channel, hooks.settingsOf(app).vacated)
    end
  end,

  u = function(user, node)
    if not ends.wasLast('u:' .. user, node) then
      return
    end
    local grace = hooks.settingsOf((names.split(user))).offline
    if grace == 0 and time.unsettled() == 0 then
      ends.signedOut(user)
    else
      hooks.later('o' .. user, grace)
    end
  end,

  w = function(app, node)
    call('SREM', K .. 'w:' .. app, node)
  end,

  q = function(app, node)
    call('HDEL', K .. 'q:' .. app, node)
  end,

  take = function(node, holding)
    local kind = sub(holding, 1, 1)
    if ends[kind] then
      ends[kind](sub(holding, 2), node)
    else
      tell.unknown(kind)
    end
  end,

  -- Takes one of the caller's own holdings away, if it is one.
  giveUp = function(holding)
    if call('SREM', MINE, holding) == 1 then
      ends.take(me, holding)
    end
  end,

  giveUpSender = function(node)
    if call('HGET', META, 'sender') == node then
      call('HDEL', META, 'sender')
    end
  end,

  retire = function(node)
    call('DEL', K .. 'n:' .. node)
    call('ZREM', NODES, node)
    time.leaveRestoring(node)
    call('SADD', DYING, node)
    ends.giveUpSender(node)
  end,
}
