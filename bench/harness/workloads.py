"""The workloads: what is asked of every server, and how wrk asks it.

SPDX-License-Identifier: Apache-2.0
"""

import dataclasses
import json

from harness.system import WORK


@dataclasses.dataclass(frozen=True)
class Workload:
    """One kind of request; functions/NAME.js and the workload NAME of the peers answer it."""

    name: str
    title: str
    method: str = "GET"
    path: str = "/bench"
    headers: tuple = ()
    body: str = ""

    def request(self, close=True):
        """The bytes of one request."""
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: bench"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if close:
            lines.append("Connection: close")
        if self.body:
            lines.append(f"Content-Length: {len(self.body)}")
        return ("\r\n".join(lines) + "\r\n\r\n" + self.body).encode("ascii")

    def script(self, close):
        """The Lua script that makes wrk send it."""
        headers = [*self.headers, *([("Connection", "close")] if close else [])]
        lines = [f"wrk.method = {self.method!r}"]
        lines += [f"wrk.headers[{name!r}] = {value!r}" for name, value in headers]
        if self.body:
            lines.append(f"wrk.body = [==[{self.body}]==]")
        path = WORK / f"{self.name}{'-close' if close else ''}.lua"
        path.write_text("\n".join(lines) + "\n")
        return path


def order():
    """A JSON document of 4 KB, in the manner of a shop's order."""
    items = [
        {
            "sku": f"A-{1000 + i}",
            "name": f"Part number {i} of the set",
            "quantity": i % 7 + 1,
            "price": round(3.5 + i * 1.25, 2),
            "tags": ["small", "blue", "in stock"],
        }
        for i in range(37)
    ]
    customer = {"name": "Ada Lovelace", "mail": "ada@example.org", "city": "London", "returning": True}
    return json.dumps({"id": 70051, "customer": customer, "items": items, "note": None}, separators=(",", ":"))


WORKLOADS = {
    workload.name: workload
    for workload in (
        Workload("hello", "hello"),
        Workload(
            "json",
            "4 KB of JSON posted, parsed, answered",
            method="POST",
            path="/orders",
            headers=(("Content-Type", "application/json"),),
            body=order(),
        ),
        Workload(
            "headers",
            "32 header fields, one looked at",
            headers=tuple((f"X-Field-{i}", f"value {i} of a field") for i in range(1, 32)),
        ),
        Workload("awaits", "three awaits"),
        Workload("bytes", "16 KB of bytes"),
    )
}
