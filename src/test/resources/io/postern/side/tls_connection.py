"""A client's connection whose TLS is done in memory, so that every byte on the wire is in our hand; what the other scripts here share."""

import socket
import ssl


class Connection:
    """Who inherits makes ``socket``, and ``tls`` over ``into`` and ``out``; ``fin`` says how the connection came to its end."""

    def __init__(self):
        self.tls = None
        self.fin = None
        self.have = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def take(self):
        """Waits for what the proxy sends next; the bytes as they came, empty when there will be no more."""
        try:
            data = self.socket.recv(262144)
        except ConnectionResetError:
            self.fin = "reset"
            return b""
        if not data:
            self.fin = "closed"
        else:
            self.into.write(data)
        return data

    def receive(self):
        """The next bytes in clear; b"" at the end."""
        while True:
            try:
                data = self.tls.read(65536)
                if not data:
                    self.fin = "goodbye"
                return data
            except ssl.SSLWantReadError:
                if not self.take():
                    return b""
            except ssl.SSLZeroReturnError:
                self.fin = "goodbye"
                return b""
            except ssl.SSLError as problem:
                self.fin = problem.reason or str(problem)
                return b""

    def taken(self):
        text, self.have = self.have, b""
        return text.decode("latin-1").replace("\r\n", "|")
