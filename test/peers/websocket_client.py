"""A client of Python's websockets against an echo: websocket_client.py URL"""
import asyncio
import sys

import websockets


async def main():
    async with websockets.connect(sys.argv[1], max_size=None) as socket:
        for message in ["hello", "Gr\u00fc\u00dfe", b"\x00\x01\xff", b"x" * 1_000_000, ""]:
            await socket.send(message)
            back = await asyncio.wait_for(socket.recv(), 10)
            print("same" if back == message and type(back) is type(message) else "another")
        pong = await socket.ping()
        await asyncio.wait_for(pong, 10)
        print("pong")
        await socket.close(4001, "enough")
        print(socket.close_code, socket.close_reason)


asyncio.run(main())
