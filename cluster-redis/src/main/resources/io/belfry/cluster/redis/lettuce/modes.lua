-- What a node calls beside its steps: hello, beat, done, ask, answer, keep and bye.

local MOST_RETIRED = 5
local FOREIGN_MILLIS = 60000 -- how long what only another version can end waits for one that can

---------------------------------------------------------------- what is due

local due
due = {
  -- What becomes of what was put off, if it is still so.
  g = function(name)
    local channel, user = names.split(name)
    if ends.holdersOf(channel, user) == 0 then
      ends.removeMember(channel, user)
    end
  end,

  r = function(name)
    local channel, user = names.split(name)
    if call('HEXISTS', K .. 'm:' .. channel, user) == 0 then
      hooks.raiseOf('member_removed', channel, user)
    end
  end,

  v = function(channel)
    if call('EXISTS', K .. 'c:' .. channel) == 0 then
      hooks.raiseOf('channel_vacated', channel)
    end
  end,

  o = function(user)
    if call('EXISTS', K .. 'u:' .. user) == 0 then
      ends.signedOut(user)
    end
  end,

  n = counts.tell,

  -- Only keeps others away for its time.
  x = function() end,

  -- Ends what is due by now; answers whether something is left.
  finish = function()
    if time.unsettled() > 0 then
      return false
    end
    local entries = call('ZRANGEBYSCORE', DUE, '-inf', names.text(time.now()), 'LIMIT', 0, PIECE)
    local done = 0
    for i = 1, #entries do
      local kind = sub(entries[i], 1, 1)
      if due[kind] then
        call('ZREM', DUE, entries[i])
        due[kind](sub(entries[i], 2))
        done = done + 1
      elseif time.now() - call('ZSCORE', DUE, entries[i]) > FOREIGN_MILLIS then
        call('ZREM', DUE, entries[i])
        tell.unknown(kind)
      end
    end
    return done == PIECE
  end,
}

---------------------------------------------------------------- nodes

local others
others = {
  -- Takes away a piece of what a retired node held; answers whether something of it is left.
  bury = function(node)
    local holdings = call('SPOP', K .. 'h:' .. node, PIECE)
    for i = 1, #holdings do
      ends.take(node, holdings[i])
    end
    if #holdings == PIECE then
      return true
    end
    call('SREM', DYING, node)
    -- What the dead were told meanwhile has made it anew; what this call tells it goes nowhere.
    call('DEL', K .. 'n:' .. node)
    bundles[node] = nil
    return false
  end,

  -- The same of any; answers whether something is left of one.
  buryAny = function()
    local node = call('SRANDMEMBER', DYING)
    if node then
      others.bury(node)
    end
    return call('EXISTS', DYING) == 1
  end,

  -- Lets the one who has beaten last know that nobody sends webhooks: it beats at once, and does.
  handSenderOver = function()
    local next = call('ZREVRANGE', NODES, 0, 0)[1]
    if next then
      tell.node(next, tell.entry('H', NONE))
    end
  end,

  run = function()
    if given then
      return match(clock, ':(.*)$')
    end
    return match(call('INFO', 'server'), 'run_id:(%x+)')
  end,

  -- Retires others whose lease has run out, once the caller itself has been linked for a whole
  -- lease without a break (rule CLU-015).
  retireSilent = function(lease)
    local now = time.now()
    if now - call('HGET', ME, 't') < lease then
      return 0
    end
    local silent =
      call('ZRANGEBYSCORE', NODES, '-inf', '(' .. names.text(now), 'LIMIT', 0, MOST_RETIRED)
    for i = 1, #silent do
      ends.retire(silent[i])
    end
    return #silent
  end,

  -- How many webhook events wait, and how many were dropped since a sender was told last.
  tellSender = function()
    local dropped = call('HGET', META, 'dropped')
    if dropped then
      call('HDEL', META, 'dropped')
    end
    return call('XLEN', HOOKS), tonumber(dropped or 0)
  end,
}

local modes = {
  -- ARGV: again, new or restoring; lease in ms; name for people; layout
  hello = function()
    local coming, lease, name, layout = ARGV[4], tonumber(ARGV[5]), ARGV[6], ARGV[7]
    local policy = match(call('INFO', 'memory'), 'maxmemory_policy:(%S+)') or NONE
    if match(policy, '^allkeys') then
      return { 'EVICTS', policy }
    end
    local stands = call('HGET', META, 'layout')
    if stands and stands ~= layout and call('EXISTS', NODES) == 1 then
      return { 'LAYOUT', stands }
    end
    local run, before = others.run(), call('HGET', META, 'run')
    if run ~= before then
      -- Whoever served the partition before may have forgotten or missed something (rule CLU-017).
      call('HSET', META, 'run', run, 'until', names.text(time.now() + lease))
      if not before then
        call('HSET', META, 'fresh', 1)
      end
    end
    if call('HEXISTS', ME, 's') == 0 then
      if coming == 'again' then
        return { 'GONE' }
      end
      call('HSET', ME, 's', 0, 'o', 0)
      if coming == 'restoring' then
        call('SADD', RESTORING, me)
      end
    end
    call('HSET', META, 'layout', layout)
    call('HSET', ME, 't', names.text(time.now()), 'name', name)
    call('ZADD', NODES, names.text(time.now() + lease), me)
    local numbers = call('HMGET', ME, 's', 'o')
    local order = call('HGET', META, 'order') or '0-0'
    return { 'OK', tonumber(numbers[1]), tonumber(numbers[2]), order, run, time.wall() }
  end,

  -- ARGV: lease in ms; 1 if it would send webhooks
  beat = function()
    local lease, willing = tonumber(ARGV[4]), ARGV[5] == '1'
    if call('HEXISTS', ME, 's') == 0 then
      return { 'LOST' }
    end
    local till = tonumber(call('ZSCORE', NODES, me) or 0)
    if till < time.now() then
      call('HSET', ME, 't', names.text(time.now()))
    end
    call('ZADD', NODES, names.text(time.now() + lease), me)
    local retired = others.retireSilent(lease)
    local left = others.buryAny()
    left = due.finish() or left
    if time.unsettled() == 0 then
      call('HDEL', META, 'fresh')
      known.fresh = false
    end
    if willing then
      call('HSETNX', META, 'sender', me)
    else
      ends.giveUpSender(me)
    end
    local handed = tell.deliver()
    local numbers, meta = call('HMGET', ME, 's', 'o'), call('HMGET', META, 'order', 'sender')
    local waiting, dropped = 0, 0
    if meta[2] == me then
      waiting, dropped = others.tellSender()
    end
    return {
      'OK',
      tonumber(numbers[1]),
      tonumber(numbers[2]),
      meta[1] or '0-0',
      left and 1 or 0,
      call('ZCARD', NODES),
      meta[2] == me and 1 or 0,
      call('SCARD', MINE),
      partition.isFresh() and 1 or 0,
      retired,
      waiting,
      dropped,
      time.wall(),
      handed,
    }
  end,

  -- ARGV: ids of webhook events that are sent, which only the sender takes out (rule CLU-061)
  done = function()
    if call('HGET', META, 'sender') ~= me then
      return { 'LOST' }
    end
    return { 'OK', call('XDEL', HOOKS, unpack(ARGV, 4)) }
  end,

  -- ARGV: number of the inquiry, question. Asks all other nodes; answers which they are. Nothing of it
  -- is kept.
  ask = function()
    if call('HEXISTS', ME, 's') == 0 then
      return { 'LOST' }
    end
    local nodes, asked = call('ZRANGE', NODES, 0, -1), {}
    for i = 1, #nodes do
      if nodes[i] ~= me then
        asked[#asked + 1] = nodes[i]
      end
    end
    tell.nodes(asked, tell.entry('Q', me, ARGV[4], ARGV[5]))
    return { 'OK', asked, tell.deliver() }
  end,

  -- ARGV: who has asked, number of the inquiry, answer. Who is no more would be made anew by a bundle.
  answer = function()
    local asker = ARGV[4]
    if call('HEXISTS', K .. 'n:' .. asker, 's') == 1 then
      tell.node(asker, tell.entry('A', me, ARGV[5], ARGV[6]))
    end
    return { 'OK', tell.deliver() }
  end,

  -- ARGV: app, key, when it ends in ms, text, order. Keeps who is shut out, or without a text keeps it
  -- no more, and tells all nodes; without an order nobody is told, and what is kept already stays.
  --   b:APP   hash of all of an app      be:APP   their ends      bapps   apps that have any
  keep = function()
    if call('HEXISTS', ME, 's') == 0 then
      return { 'LOST' }
    end
    local app, key, ending, text, order = unpack(ARGV, 4)
    local all, ends = K .. 'b:' .. app, K .. 'be:' .. app
    local over = call('ZRANGE', ends, '-inf', names.text(time.wall()), 'BYSCORE', 'LIMIT', 0, PIECE)
    for i = 1, #over do
      call('HDEL', all, over[i])
      call('ZREM', ends, over[i])
    end
    if text == NONE then
      call('HDEL', all, key)
      call('ZREM', ends, key)
    elseif order ~= NONE or call('HEXISTS', all, key) == 0 then
      call('HSET', all, key, text)
      call('ZADD', ends, ending, key)
      call('SADD', K .. 'bapps', app)
    end
    -- Its number stands behind the first byte, which says what it is.
    local number = call('HINCRBY', META, 'shut', 1)
    if order ~= NONE then
      orders.give(sub(order, 1, 1) .. pack('>I8', number) .. sub(order, 2))
    end
    return { 'OK', number, tell.deliver() }
  end,

  -- Is called again while something is left.
  bye = function()
    local wasSender = call('HGET', META, 'sender') == me
    ends.retire(me)
    if wasSender then
      others.handSenderOver()
    end
    return { 'OK', others.bury(me) and 1 or 0, tell.deliver() }
  end,
}

if not modes[mode] then
  return redis.error_reply('BELFRY does not know mode ' .. mode .. '; nothing was done')
end
return modes[mode]()
