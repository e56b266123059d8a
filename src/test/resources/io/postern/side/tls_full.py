"""Fills a proxy of few worker_connections with clients in TLS, says goodbye with one or another of them, and prints who is let in then.

Arguments: the proxy's ports of IMAP in TLS and of POP3, its log.
"""

import re
import socket
import ssl
import sys
import time

SECURE, CLEAR = map(int, sys.argv[1:3])
LOG = sys.argv[3]
PATIENCE = 60
TLS12, TLS13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


class Client:
    def __init__(self, version, clear=False):
        self.socket = socket.create_connection(("127.0.0.1", CLEAR if clear else SECURE))
        self.socket.settimeout(PATIENCE)
        self.into, self.out = ssl.MemoryBIO(), ssl.MemoryBIO()
        over = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        over.check_hostname = False
        over.verify_mode = ssl.CERT_NONE
        over.minimum_version = over.maximum_version = version
        if clear:
            self.line()
            self.socket.sendall(b"STLS\r\n")
            self.line()
        self.tls = over.wrap_bio(self.into, self.out)
        self.until(self.tls.do_handshake)
        if not clear and not self.until(lambda: self.tls.read(1000)):
            raise ConnectionError
        self.leave = b"QUIT\r\n" if clear else b"a LOGOUT\r\n"

    def line(self):
        if not self.socket.recv(1000):
            raise ConnectionError

    def until(self, step):
        """Goes on until the step is done; what it gives, None at the end of the connection."""
        while True:
            try:
                return step()
            except ssl.SSLWantReadError:
                self.flush()
                data = self.socket.recv(65536)
                if not data:
                    return None
                self.into.write(data)
            finally:
                self.flush()

    def flush(self):
        data = self.out.read()
        if data:
            self.socket.sendall(data)

    def farewell(self):
        """Has itself said goodbye to and does not answer."""
        self.tls.write(self.leave)
        self.flush()
        try:
            while self.until(lambda: self.tls.read(1000)):
                pass
        except ssl.SSLZeroReturnError:
            pass

    def answer(self):
        try:
            self.tls.unwrap()
        except ssl.SSLError:
            pass
        self.flush()

    def gone(self):
        """Whether the proxy has closed the connection by now."""
        self.socket.setblocking(False)
        try:
            return not self.socket.recv(1)
        except BlockingIOError:
            return False
        except OSError:
            return True
        finally:
            self.socket.settimeout(PATIENCE)

    def ended(self):
        """Waits for that."""
        try:
            while self.socket.recv(1000):
                pass
        except OSError:
            pass


def knock():
    """Whether one more is let in: it is greeted, or its connection ends at once; None where the proxy keeps silent."""
    with socket.create_connection(("127.0.0.1", CLEAR)) as c:
        c.settimeout(PATIENCE)
        try:
            return bool(c.recv(1000))
        except ConnectionError:
            return False


def until_in():
    """Somebody who leaves is gone a moment later than that can be seen."""
    end = time.monotonic() + PATIENCE
    while not knock():
        if time.monotonic() > end:
            return "never"
        time.sleep(0.02)
    return "in"


def full(version, clear):
    """As many clients as there is room for."""
    clients = []
    while True:
        try:
            clients.append(Client(version, clear))
        except OSError:
            return clients


def play(version, clear):
    scene = f"{'STLS' if clear else 'IMAPS'} {version.name}"
    # the last knock of before may not have left yet
    for _ in range(100):
        clients = full(version, clear)
        if len(clients) == ROOM:
            break
        for client in clients:
            client.socket.close()
        time.sleep(0.1)
    print(scene, "room for", len(clients))
    print(scene, "full:", knock())
    for _ in range(10):
        clients[0].farewell()
        let_in = knock()
        # the proxy waits three seconds only: those may be over before one has knocked
        if not clients[0].gone():
            break
        clients[0].socket.close()
        until_in()
        clients[0] = Client(version, clear)
    print(scene, "goodbye said, not answered:", let_in)
    clients[0].answer()
    clients[0].ended()
    print(scene, "answered:", until_in())
    clients[1].farewell()
    clients[1].ended()
    print(scene, "never answered:", until_in())
    clients[2].farewell()
    clients[2].socket.close()
    print(scene, "left without an answer:", until_in())
    clients[3].tls.write(clients[3].leave)
    clients[3].flush()
    clients[3].socket.close()
    print(scene, "left without hearing it:", until_in())
    for client in clients:
        client.socket.close()


ROOM = int(sys.argv[4])
for version in (TLS12, TLS13):
    for clear in (False, True):
        play(version, clear)
with open(LOG, encoding="latin-1") as file:
    for line in sorted(set(re.findall(r"\[\w+\] \d+#\d+: (?!\*).*worker_connections.*", file.read()))):
        print(re.sub(r"\d+#\d+: ", "", line))
