"""Thousands of requests by Python's http.client: on a kept connection, on fresh ones, with chunked bodies.

  python3 http_client.py PORT COUNT

SPDX-License-Identifier: Apache-2.0
"""

import http.client
import sys


def ask(connection, method, path, body, wanted, chunked=False):
    connection.request(method, path, body=body, encode_chunked=chunked)
    response = connection.getresponse()
    text = response.read()
    if response.status != 200 or text != wanted:
        sys.exit(f"{method} {path}: {response.status} {text[:80]!r} instead of {wanted[:80]!r}")


def main():
    port, count = int(sys.argv[1]), int(sys.argv[2])
    kept = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for i in range(count):
        body = f"{i} ".encode() * (i % 2000)
        if i % 4 == 0:
            ask(kept, "POST", "/", body, body)
        elif i % 4 == 1:
            pieces = [body[at : at + 700] for at in range(0, len(body), 700)]
            kept.putrequest("PUT", "/")
            kept.putheader("Transfer-Encoding", "chunked")
            kept.endheaders(pieces, encode_chunked=True)
            response = kept.getresponse()
            if response.status != 200 or response.read() != body:
                sys.exit(f"chunked {i}: {response.status}")
        else:
            ask(kept, "GET", f"/n/{i}", None, f"/n/{i}".encode())
    for i in range(200):
        fresh = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        ask(fresh, "GET", f"/fresh/{i}", None, f"/fresh/{i}".encode())
        fresh.close()
    print(count + 200)


if __name__ == "__main__":
    main()
