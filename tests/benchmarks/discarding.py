"""Takes updates and does nothing with them: a bot that costs next to nothing, to compare a flood with.

python tests/benchmarks/discarding.py poll ADDRESS_OF_THE_BOT
python tests/benchmarks/discarding.py listen HOST:PORT
"""

import http.client
import json
import socket
import sys
from urllib.parse import urlsplit


def poll(address):
    where, offset = urlsplit(address), 0
    server = http.client.HTTPConnection(where.netloc)
    while True:
        server.request("GET", f"{where.path}/getUpdates?timeout=25&offset={offset}")
        updates = json.loads(server.getresponse().read())["result"]
        offset = updates[-1]["update_id"] + 1 if updates else offset


def listen(address):
    host, port = address.split(":")
    with socket.create_server((host, int(port))) as listening:
        while True:
            called, _ = listening.accept()
            with called, called.makefile("rb") as reader:
                while line := reader.readline():
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.partition(b":")[2])
                    elif line == b"\r\n":
                        reader.read(length)
                        called.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


if __name__ == "__main__":
    {"poll": poll, "listen": listen}[sys.argv[1]](sys.argv[2])
