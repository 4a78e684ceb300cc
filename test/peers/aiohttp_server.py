"""A server made with aiohttp, for what other servers don't do: aiohttp_server.py. Prints `port N` when it listens."""
import asyncio
import hashlib

from aiohttp import web

routes = web.RouteTableDef()
go_on = asyncio.Event()


@routes.get("/stream")
async def stream(request):
    """One piece, and the others when /go was asked for."""
    answer = web.StreamResponse()
    answer.enable_chunked_encoding()
    await answer.prepare(request)
    await answer.write(b"first\n")
    await go_on.wait()
    go_on.clear()
    for i in range(1000):
        await answer.write(b"piece %d\n" % i)
    await answer.write_eof()
    return answer


@routes.get("/events")
async def events(request):
    answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await answer.prepare(request)
    await answer.write("id: 1\nevent: hello\ndata: grüße\ndata: two\n\n: a comment\n\n".encode())
    await go_on.wait()
    go_on.clear()
    await answer.write(b"data: last\n\n")
    return answer


@routes.get("/go")
async def go(request):
    go_on.set()
    return web.Response(text="going")


@routes.get("/compressed/{coding}")
async def compressed(request):
    answer = web.json_response([{"id": i, "name": f"name {i}"} for i in range(5000)])
    answer.enable_compression(web.ContentCoding(request.match_info["coding"]))
    return answer


@routes.post("/form")
async def form(request):
    """Tells each part of a form as it was understood."""
    parts = []
    async for part in await request.multipart():
        body = await part.read(decode=False)
        parts.append(
            {
                "name": part.name,
                "filename": part.filename,
                "type": part.headers.get("Content-Type"),
                "bytes": len(body),
                "sha256": hashlib.sha256(body).hexdigest(),
            }
        )
    return web.json_response(parts)


@routes.post("/fields")
async def fields(request):
    return web.json_response(list((await request.post()).items()))


@routes.get("/set")
async def set_cookies(request):
    answer = web.HTTPFound("/cookies")
    answer.set_cookie("plain", "one", path="/")
    answer.set_cookie("deep", "two", path="/cookies/deep")
    answer.set_cookie("quoted", 'a "b"; c', httponly=True, samesite="Lax")
    answer.set_cookie("gone", "x", max_age=0)
    raise answer


@routes.get("/cookies{rest:.*}")
async def cookies(request):
    return web.json_response(dict(request.cookies))


@routes.put("/count")
async def count(request):
    """Reads what is sent, however long, without keeping it."""
    total, digest = 0, hashlib.sha256()
    async for piece in request.content.iter_any():
        total += len(piece)
        digest.update(piece)
    return web.json_response(
        {"bytes": total, "sha256": digest.hexdigest(), "coding": request.headers.get("Transfer-Encoding")}
    )


async def main():
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.add_routes(routes)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print("port", site._server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
