"""The same load sent by `wrk`, where it is installed: it leaves more of the machine to the server than Python does."""

import asyncio
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec import json

PROGRAM: Final = shutil.which("wrk")
"""Debian's package `wrk`; None where there is none."""
QUANTILES: Final = 1000
SCRIPT: Final = """
local requests, at = {}, 0
local file = io.open(os.getenv("REQUESTS"), "rb")
for size in function() return file:read("*l") end do
  requests[#requests + 1] = file:read(tonumber(size))
end
function request()
  at = at % #requests + 1
  return requests[at]
end
function done(summary, latency, _)
  local e, parts = summary.errors, {}
  for i = 0, QUANTILES do
    local microseconds = latency:percentile(math.min(100 * i / QUANTILES, 99.999))
    parts[#parts + 1] = string.format("%.4f", microseconds / 1000)
  end
  print(string.format('RESULT {"requests":%d,"failures":%d,"seconds":%f,"milliseconds":[%s]}', summary.requests,
    e.connect + e.read + e.write + e.status + e.timeout, summary.duration / 1000000, table.concat(parts, ",")))
end
"""


async def wrked(port: int, connections: int, seconds: float, requests: Sequence[bytes]) -> dict[str, object]:
    """Members of a `load.Result`, its milliseconds the thousandths of the distribution. Raises AssertionError where wrk fails."""
    assert PROGRAM
    with tempfile.TemporaryDirectory(prefix="tp-wrk-") as folder:
        script, lines = Path(folder) / "load.lua", Path(folder) / "requests"
        script.write_text(SCRIPT.replace("QUANTILES", str(QUANTILES)))
        lines.write_bytes(b"".join(b"%d\n%b" % (len(request), request) for request in requests))
        arguments = ["-t1", f"-c{connections}", f"-d{round(seconds)}s", "--timeout", "30s", "-s", str(script)]
        process = await asyncio.create_subprocess_exec(
            PROGRAM, *arguments, f"http://127.0.0.1:{port}/", stdout=asyncio.subprocess.PIPE, env={"REQUESTS": str(lines)}
        )
        out, _ = await process.communicate()
    (told,) = [line.removeprefix("RESULT ") for line in out.decode().splitlines() if line.startswith("RESULT ")]
    found: dict[str, object] = json.decode(told)
    return found
