"""A server of Python's websockets that does what it is told: websocket_server.py

/echo answers each message by the same, /bye?CODE closes with a code, /ping pings and tells the pong,
/chat speaks the subprotocols chat and superchat, /count tells of each message its kind and length.
"""
import asyncio

import websockets


async def serve(socket):
    path, _, word = socket.path.partition("?")
    if path == "/bye":
        await socket.close(int(word), "as you wish")
        return
    if path == "/ping":
        pong = await socket.ping(b"are you there")
        await asyncio.wait_for(pong, 10)
        await socket.send("pong came")
    if path == "/cookie":
        await socket.send(socket.request_headers.get("Cookie", "none"))
    if path == "/headers":
        await socket.send(str(socket.request_headers))
    async for message in socket:
        if path == "/count":
            await socket.send(f"{'text' if isinstance(message, str) else 'binary'} {len(message)}")
        else:
            await socket.send(message)


async def main():
    plain = await websockets.serve(
        serve, "127.0.0.1", 0, compression=None, subprotocols=["chat", "superchat"], max_size=None,
        extra_headers={"Set-Cookie": "seen=yes"},
    )
    packed = await websockets.serve(serve, "127.0.0.1", 0, compression="deflate", max_size=None)
    ports = [server.sockets[0].getsockname()[1] for server in (plain, packed)]
    print(*ports, flush=True)
    await asyncio.Future()


asyncio.run(main())
