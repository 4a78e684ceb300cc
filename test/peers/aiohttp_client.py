"""aiohttp against an inspector: aiohttp_client.py URL. Prints what it was told, one JSON value a line."""
import asyncio
import json
import sys

import aiohttp

url = sys.argv[1]


async def main():
    jar = aiohttp.CookieJar(unsafe=True)
    auth = aiohttp.BasicAuth("ada", "pw ü", encoding="utf-8")
    async with aiohttp.ClientSession(cookie_jar=jar, cookies={"id": "42"}) as session:

        async def tell(method, path, **more):
            async with session.request(method, url + path, **more) as answer:
                print(json.dumps([answer.status, await answer.json()]), flush=True)

        await tell("GET", "a?x=1&x=2&y=%C3%BC")
        await tell("POST", "json", json={"grüße": [1, 2]})
        await tell("PATCH", "form", data={"a": "1 & 2"})
        await tell("REPORT", "word", data=b"\x00\xff")
        await tell("DELETE", "auth", auth=auth)
        await tell("POST", "wait", data=b"waited", expect100=True)
        await tell("POST", "small", data="x" * 2000, compress="deflate")


asyncio.run(main())
