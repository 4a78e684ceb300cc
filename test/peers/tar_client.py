"""A client that unpacks the tar archive that comes into a folder, with Python's own reader; or packs one and sends it."""
import os
import socket
import sys
import tarfile

role, port, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
client = socket.create_connection(("127.0.0.1", port))
if role == "unpack":
    with client.makefile("rb") as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
        archive.extractall(folder)
else:
    os.chdir(folder)
    with client.makefile("wb") as stream, tarfile.open(fileobj=stream, mode="w|") as archive:
        archive.add(".")
client.close()
print("done", flush=True)
