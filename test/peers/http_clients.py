"""The HTTP clients of Python, one after the other, against one server: http_clients.py URL"""
import http.client
import json
import sys
import urllib.parse
import urllib.request

import requests

url = sys.argv[1]
at = urllib.parse.urlsplit(url)


def told(by, answer):
    print(json.dumps({"by": by, "method": answer["method"], "url": answer["url"], "body": answer["body"]}))


connection = http.client.HTTPConnection(at.hostname, at.port, timeout=60)
for i in range(3):
    connection.request("GET", f"/http.client?turn={i}")
    told("http.client", json.load(connection.getresponse()))


def pieces():
    yield b"one, "
    yield b"two"


connection.request("POST", "/chunks", body=pieces(), encode_chunked=True, headers={"Transfer-Encoding": "chunked"})
told("chunks", json.load(connection.getresponse()))
connection.close()

with urllib.request.urlopen(url + "urllib", data=b"a=1&b=2", timeout=60) as answer:
    told("urllib", json.load(answer))

with requests.Session() as session:
    told("requests", session.put(url + "requests", json={"gr\u00fc\u00dfe": 1}, timeout=60).json())
    told("requests file", session.post(url + "f", files={"f": ("a.txt", b"\x00\xff")}, timeout=60).json())
    assert session.head(url, timeout=60).status_code == 200
