#!lua flags=no-writes
-- Which of the commands in ARGV this user may not run on keys of a partition, whose `meta` is KEYS[1].
--
-- Rights are looked at before anything else but the number of arguments, so that is found by trying;
-- and a script with this first line cannot write, whatever it calls.

local key, most = string.sub(KEYS[1], 1, -5) .. 'none', 8

local function refusal(command)
  local arguments = {}
  for _ = 0, most do
    local answer = redis.pcall(command, unpack(arguments))
    local failure = string.lower(type(answer) == 'table' and answer.err or '')
    if not string.find(failure, 'wrong number of arg', 1, true) then
      return failure
    end
    arguments[#arguments + 1] = key
  end
  return ''
end

local denied = {}
for i = 1, #ARGV do
  local failure = refusal(ARGV[i])
  if string.find(failure, 'executing the script', 1, true) or string.find(failure, 'permission', 1, true) then
    denied[#denied + 1] = ARGV[i]
  end
end
return denied
