"""The HTTP clients of Python against a folder that takes files: folder_clients.py URL

The folder has `big.bin`. Prints one JSON value a line: who asked, and what came of it.
"""
import asyncio
import hashlib
import http.client
import io
import json
import sys
import urllib.error
import urllib.parse
import urllib.request

import aiohttp
import requests

url = sys.argv[1]
at = urllib.parse.urlsplit(url)


def tell(*what):
    print(json.dumps(what), flush=True)


def sha(body):
    return hashlib.sha256(body).hexdigest()


def by_http_client():
    connection = http.client.HTTPConnection(at.hostname, at.port, timeout=60)
    connection.request("GET", "/big.bin")
    answer = connection.getresponse()
    tell("http.client whole", answer.status, sha(answer.read()))
    etag, modified = answer.getheader("ETag"), answer.getheader("Last-Modified")
    asked = [
        ("range", {"Range": "bytes=10-19"}),
        ("last", {"Range": "bytes=-5"}),
        ("beyond", {"Range": "bytes=99999999-"}),
        ("same", {"If-None-Match": etag}),
        ("since", {"If-Modified-Since": modified}),
        ("range of this", {"Range": "bytes=0-1", "If-Range": etag}),
        ("range of another", {"Range": "bytes=0-1", "If-Range": '"other"'}),
        ("no match", {"If-Match": '"other"'}),
    ]
    for name, headers in asked:
        connection.request("GET", "/big.bin", headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        tell(f"http.client {name}", answer.status, answer.getheader("Content-Range"), len(body))
    connection.request("HEAD", "/big.bin")
    answer = connection.getresponse()
    tell("http.client head", answer.status, answer.getheader("Content-Length"), len(answer.read()))
    connection.request("PUT", "/http%20client.bin", body=b"put by http.client")
    answer = connection.getresponse()
    answer.read()
    tell("http.client put", answer.status, None)
    # All of it over one connection, which is still there.
    tell("http.client kept", connection.sock is not None, None)
    connection.close()


def by_urllib():
    with urllib.request.urlopen(url + "sub", timeout=60) as answer:
        tell("urllib redirected", answer.status, answer.url[len(url) :])
    put = urllib.request.Request(url + "urllib.txt", data=b"by urllib", method="PUT")
    with urllib.request.urlopen(put, timeout=60) as answer:
        tell("urllib put", answer.status, None)
    for path in ["none", "..%2fsecret.txt", ".env"]:
        try:
            urllib.request.urlopen(url + path, timeout=60)
        except urllib.error.HTTPError as error:
            tell(f"urllib {path}", error.code, None)
            error.close()


def by_requests():
    with requests.Session() as session:
        files = [
            ("a", ("one.txt", "first", "text/plain")),
            ("b", ("zwei ü.bin", b"\x00\xff" * 100_000)),
            ("c", ("one.txt", "second")),
        ]
        answer = session.post(url, data={"note": "a field"}, files=files, timeout=60)
        tell("requests form", answer.status_code, answer.text.strip())
        pieces = (bytes([i]) * 10_000 for i in range(20))
        answer = session.put(url + "sub/pieces.bin", data=pieces, timeout=60)
        tell("requests pieces", answer.status_code, None)
        answer = session.get(url + "sub/pieces.bin", timeout=60)
        tell("requests back", answer.status_code, sha(answer.content))
        answer = session.get(url + "big.bin", stream=True, timeout=60)
        digest = hashlib.sha256()
        for piece in answer.iter_content(7777):
            digest.update(piece)
        tell("requests stream", answer.status_code, digest.hexdigest())
        # Somebody who leaves in the middle.
        session.get(url + "big.bin", stream=True, timeout=60).close()


async def by_aiohttp():
    async with aiohttp.ClientSession() as session:
        form = aiohttp.FormData()
        form.add_field("file", io.BytesIO(b"x" * 300_000), filename="aio.bin", content_type="x/y")
        async with session.post(url, data=form) as answer:
            tell("aiohttp form", answer.status, (await answer.text()).strip())

        async def pieces():
            for i in range(100):
                yield b"%d\n" % i
                await asyncio.sleep(0)

        async with session.put(url + "streamed.txt", data=pieces()) as answer:
            tell("aiohttp pieces", answer.status, None)

        async def one(i):
            async with session.get(url + "big.bin", headers={"Range": f"bytes={i}-{i}"}) as answer:
                return answer.status, (await answer.read())[0]

        together = await asyncio.gather(*(one(i) for i in range(200)))
        tell("aiohttp together", sorted({status for status, _ in together}), sha(bytes(b for _, b in together)))


by_http_client()
by_urllib()
by_requests()
asyncio.run(by_aiohttp())
