-- Asks for the targets in the file that TARGETS names, in turn and again; ends with a line of JSON.
local requests, last = {}, 0

function init()
  for target in io.lines(os.getenv("TARGETS")) do
    requests[#requests + 1] = wrk.format("GET", target)
  end
end

function request()
  last = last % #requests + 1
  return requests[last]
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format('\n{"rate": %f, "errors": %d, "p50_ms": %f, "p99_ms": %f, "longest_s": %f}\n',
    summary.requests / summary.duration * 1e6, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e6))
end
