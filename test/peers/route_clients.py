"""The HTTP clients of Python against routes: route_clients.py URL. Prints one JSON value a line."""
import asyncio
import http.client
import json
import sys
import urllib.parse
import urllib.request

import aiohttp
import requests

url = sys.argv[1]
at = urllib.parse.urlsplit(url)


def tell(*what):
    print(json.dumps(what), flush=True)


for name, path in [("urllib", "hello/" + urllib.parse.quote("Grüße & co")), ("urllib redirected", "there")]:
    with urllib.request.urlopen(url + path, timeout=60) as answer:
        tell(name, answer.status, answer.read().decode())

with requests.Session() as session:
    answer = session.post(url + "there", data="x", timeout=60)
    tell("requests posted", answer.status_code, answer.text, answer.request.method)
    answer = session.get(url + "set", timeout=60)
    tell("requests cookie", answer.status_code, session.cookies.get("a"))
    tell("requests none", session.get(url + "none", timeout=60).status_code)


def by_http_client(path):
    connection = http.client.HTTPConnection(at.hostname, at.port, timeout=60)
    try:
        connection.request("GET", path)
        return connection.getresponse().read().decode()
    except http.client.HTTPException as error:
        return type(error).__name__
    finally:
        connection.close()


async def by_aiohttp(path):
    async with aiohttp.ClientSession() as session:
        try:
            async with session.get(url + path) as answer:
                return await answer.text()
        except aiohttp.ClientError as error:
            return type(error).__name__


tell("http.client cut", by_http_client("/cut"))
tell("http.client malformed", by_http_client("/malformed"))
tell("aiohttp cut", asyncio.run(by_aiohttp("cut")))
