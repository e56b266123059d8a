"""Real clients shake hands twice with a mail proxy - openssl s_client, curl, Python's ssl - and what the proxy's hello says on the wire
tells whether the second time resumed the first.

Arguments: a folder, then name=port of the proxy's servers.
"""

import concurrent.futures
import os
import socket
import ssl
import struct
import subprocess
import sys
import threading

FOLDER = sys.argv[1]
PORTS = {name: int(port) for name, port in (word.split("=") for word in sys.argv[2:])}
PATIENCE = 60
START = {"imap": b"s STARTTLS\r\n", "pop3": b"STLS\r\n", "smtp": b"STARTTLS\r\n"}
LEAVE = {"imap": b"a LOGOUT\r\n", "pop3": b"QUIT\r\n", "smtp": b"QUIT\r\n"}
VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


class Ear:
    """Stands between a client and the proxy and listens to the proxy's hellos."""

    def __init__(self, port):
        self.port = port
        self.hellos = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.here = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.port))
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            secure = threading.Event()
            threading.Thread(target=self.pass_on, args=(client, server, lambda data: self.hears(data, secure)), daemon=True).start()
            threading.Thread(target=self.pass_on, args=(server, client, self.reader(secure)), daemon=True).start()

    @staticmethod
    def pass_on(source, target, look):
        try:
            while True:
                data = source.recv(65536)
                if not data:
                    break
                look(data)
                target.sendall(data)
        except OSError:
            pass
        try:
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    @staticmethod
    def hears(data, secure):
        if data[0] == 0x16:
            secure.set()

    def reader(self, secure):
        said, done = bytearray(), []

        def look(data):
            if secure.is_set() and not done:
                said.extend(data)
                seen = hello(bytes(said))
                if seen:
                    done.append(seen)
                    self.hellos.append(seen)

        return look


def hello(said):
    """What a server's hello says; None while there is not enough of it."""
    messages, at = b"", 0
    while len(said) >= at + 5 and said[at] == 0x16:
        size = struct.unpack("!H", said[at + 3:at + 5])[0]
        messages += said[at + 5:at + 5 + size]
        at += 5 + size
    if len(messages) < 4 or len(messages) < 4 + int.from_bytes(messages[1:4], "big"):
        return None
    size = int.from_bytes(messages[1:4], "big")
    body = messages[4:4 + size]
    behind = 35 + body[34] + 3
    extensions = {}
    rest = body[behind + 2:]
    while rest:
        kind, length = struct.unpack("!HH", rest[:4])
        extensions[kind] = rest[4:4 + length]
        rest = rest[4 + length:]
    if 43 in extensions:
        return "1.3 " + ("resumed" if 41 in extensions else "whole")
    follows = messages[4 + size:]
    if not follows and len(said) < at + 1:
        return None  # a certificate may still come
    return "1.2 " + ("whole" if follows[:1] == b"\x0b" else "resumed")


def s_client(protocol, start, version, ear):
    kept = f"{FOLDER}/session{ear.here}"
    for _ in range(2):
        command = ["openssl", "s_client", "-connect", f"127.0.0.1:{ear.here}", "-tls" + version.replace(".", "_"), "-crlf", "-brief", "-ign_eof"]
        command += ["-starttls", protocol] if start else []
        command += ["-sess_in", kept] if os.path.exists(kept) else ["-sess_out", kept]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for line in process.stderr:
            if b"ESTABLISHED" in line:
                break
        # what it is given before it has shaken hands may be lost, and what comes right behind the handshake lies until more comes; the
        # first answer comes behind the tickets
        if not start:
            process.stdout.readline()
        process.stdin.write(LEAVE[protocol].replace(b"\r", b""))
        process.stdin.flush()
        process.stdout.read()
        process.stdin.close()
        process.wait(PATIENCE)


def python(protocol, start, version, ear):
    over = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    over.check_hostname = False
    over.verify_mode = ssl.CERT_NONE
    over.minimum_version = over.maximum_version = VERSIONS[version]
    session = None
    for _ in range(2):
        with socket.create_connection(("127.0.0.1", ear.here)) as plain:
            plain.settimeout(PATIENCE)
            if start:
                plain.recv(1000)
                plain.sendall(START[protocol])
                plain.recv(1000)
            with over.wrap_socket(plain, session=session) as c:
                if not start:
                    c.recv(1000)
                c.sendall(LEAVE[protocol])
                try:
                    while c.recv(1000):
                        pass
                except OSError:
                    pass
                session = c.session


def curl(protocol, start, version, ear):
    scheme = protocol if start else protocol + "s"
    command = ["curl", "-sk", "--max-time", str(PATIENCE)]
    for n, user in enumerate(("one", "two")):  # another user is another connection
        command += ["--next", "-sk"] if n else []
        command += ["--tlsv" + version, "--tls-max", version, "-u", user + ":secret", "--login-options", "AUTH=PLAIN"]
        command += ["--ssl-reqd"] if start else []
        command += [f"{scheme}://127.0.0.1:{ear.here}/"]
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def ways(client, start, version):
    """curl wants no tickets below TLS 1.3, and those of TLS 1.3 behind STARTTLS come too late for it."""
    if client is not curl:
        return "cache", "ticket", "never"
    if version == "1.2":
        return "cache", "never"
    return ("never",) if start else ("ticket", "never")


def refuse(listener):
    while True:
        connection = listener.accept()[0]
        with connection:
            connection.settimeout(PATIENCE)
            request = b""
            while not request.endswith(b"\r\n\r\n"):
                more = connection.recv(65536)
                if not more:
                    break
                request += more
            connection.sendall(b"HTTP/1.0 200 OK\r\nAuth-Status: no\r\n\r\n")


auth = socket.create_server(("127.0.0.1", PORTS["auth"]))
threading.Thread(target=refuse, args=(auth,), daemon=True).start()


def play(scene):
    client, protocol, start, version, way = scene
    ear = Ear(PORTS[protocol + way + ("start" if start else "")])
    client(protocol, start, version, ear)
    ear.listener.close()
    return f"{client.__name__} {protocol} {'starttls' if start else 'implicit'} {way}: {', '.join(ear.hellos)}"


def resumes(first, second, version):
    """Whether a session of one server, with its ticket if there is one, is taken by another."""
    over = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    over.check_hostname = False
    over.verify_mode = ssl.CERT_NONE
    over.minimum_version = over.maximum_version = VERSIONS[version]
    session = None
    for name in (first, second):
        with socket.create_connection(("127.0.0.1", PORTS[name])) as plain:
            plain.settimeout(PATIENCE)
            if name.endswith("start"):
                plain.recv(1000)
                plain.sendall(START["imap"])
                plain.recv(1000)
            with over.wrap_socket(plain, session=session) as c:
                if not name.endswith("start"):
                    c.recv(1000)
                c.sendall(b"a NOOP\r\n")
                c.recv(1000)
                session = c.session
                again = c.session_reused
    return again


ZONES = ("zoneimap", "zonepop3", "zonestart", "zoneother", "zonenone", "zoneoff")
for version in VERSIONS:
    for first in ZONES:
        print("zones", version, first, "is known to", *(second for second in ZONES if resumes(first, second, version)), flush=True)
SCENES = [(client, protocol, start, version, way)
          for client in (s_client, python, curl) for protocol in START for start in (False, True)
          for version in VERSIONS for way in ways(client, start, version)]
with concurrent.futures.ThreadPoolExecutor(20) as pool:
    for line in pool.map(play, SCENES):
        print(line, flush=True)
