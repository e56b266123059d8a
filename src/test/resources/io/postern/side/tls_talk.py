"""Speaks TLS with a mail proxy that runs on tls.conf, as a client, its auth server and its back ends, and prints what it saw.

Arguments: the scenes to play ("all", "usual", or their names with commas), the folder of the certificates, the proxy's pid file, then name=port.
What is printed must not differ from one proxy to another, nor from one run to the next.
"""

import base64
import hashlib
import os
import re
import select
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time

from tls_connection import Connection

SCENES, FOLDER, PID_FILE = sys.argv[1:4]
PORTS = {name: int(port) for name, port in (word.split("=") for word in sys.argv[4:])}
PATIENCE = 60  # for what must come: never spent, unless something is wrong
QUIET = 0.3  # for what must not come
LOG = os.path.join(os.path.dirname(PID_FILE), "error.log")
BULK = 20 << 20
asked = []


# --- the parties behind the proxy ---------------------------------------------------------------------------------------------------


def listen(port, serve):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(64)

    def accept():
        while True:
            connection = listener.accept()[0]
            threading.Thread(target=quietly, args=(serve, connection), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


def quietly(serve, connection):
    try:
        serve(connection)
    except OSError:
        pass
    finally:
        connection.close()


def authorise(connection):
    request = b""
    while not request.endswith(b"\r\n\r\n"):
        more = connection.recv(65536)
        if not more:
            return
        request += more
    asked.append(request)
    protocol = re.search(rb"Auth-Protocol: (\w+)", request).group(1).decode()
    answer = "HTTP/1.0 200 OK\r\nAuth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: %d\r\nAuth-Pass: secret\r\n\r\n"
    connection.sendall((answer % PORTS["backend" + protocol]).encode())


def echo(connection):
    while True:
        more = connection.recv(262144)
        if not more:
            return
        connection.sendall(more)


def imap_backend(connection):
    lines = connection.makefile("rb", buffering=0)
    connection.sendall(b"* OK ready\r\n")
    tag = lines.readline().split()[0]
    connection.sendall(b"+ OK\r\n")
    lines.readline()
    connection.sendall(b"+ OK\r\n")
    lines.readline()
    connection.sendall(tag + b" OK in\r\n")
    echo(connection)


def pop3_backend(connection):
    lines = connection.makefile("rb", buffering=0)
    for reply in (b"+OK ready\r\n", b"+OK user\r\n"):
        connection.sendall(reply)
        lines.readline()
    connection.sendall(b"+OK in\r\n")
    echo(connection)


def smtp_backend(connection):
    lines = connection.makefile("rb", buffering=0)
    connection.sendall(b"220 ready\r\n")
    while True:
        line = lines.readline()
        if not line.startswith((b"HELO", b"EHLO", b"XCLIENT", b"MAIL", b"RCPT")):
            break
        connection.sendall(b"220 go\r\n" if line.startswith(b"XCLIENT") else b"250 fine\r\n")
    connection.sendall(line)
    echo(connection)


# --- the client ---------------------------------------------------------------------------------------------------------------------


def context(version=None, certificate=None, **options):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    if version:
        made.minimum_version = made.maximum_version = version
    if certificate:
        made.load_cert_chain(f"{FOLDER}/{certificate}.crt", f"{FOLDER}/{certificate}.key")
    if "alpn" in options:
        made.set_alpn_protocols(options["alpn"])
    if "ciphers" in options:
        made.set_ciphers(options["ciphers"])
    return made


TLS12, TLS13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
NAMES = {TLS12: "TLSv1.2", TLS13: "TLSv1.3"}


class Client(Connection):
    """A connection that may go to TLS."""

    def __init__(self, port):
        super().__init__()
        self.socket = socket.create_connection(("127.0.0.1", PORTS[port]))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(PATIENCE)

    def reset_at_end(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")

    def begin(self, over, session=None):
        self.into, self.out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = over.wrap_bio(self.into, self.out, session=session)
        try:
            self.tls.do_handshake()
        except ssl.SSLWantReadError:
            pass

    def flush(self):
        data = self.out.read()
        if data:
            self.socket.sendall(data)

    def handshake(self, over, session=None, pieces=False):
        """The outcome in a word."""
        if self.tls is None:
            self.begin(over, session)
        while True:
            try:
                self.tls.do_handshake()
                self.flush()
                return "done"
            except ssl.SSLWantReadError:
                try:
                    self.flush()
                    if not self.take():
                        return self.fin
                except socket.timeout:
                    return "nothing"
                except ConnectionError:
                    self.fin = "reset"
                    return self.fin
            except ssl.SSLError as problem:
                try:
                    self.flush()
                except OSError:
                    pass
                return problem.reason or str(problem)

    def send(self, text):
        data = text.encode("latin-1") if isinstance(text, str) else text
        if self.tls is None:
            self.socket.sendall(data)
        else:
            self.tls.write(data)
            self.flush()

    def receive(self):
        """The next bytes; b"" at the end, with self.fin saying how it came."""
        if self.tls is None:
            try:
                data = self.socket.recv(65536)
            except ConnectionResetError:
                self.fin = "reset"
                return b""
            if not data:
                self.fin = "closed"
            return data
        return super().receive()

    def line(self):
        while b"\n" not in self.have:
            more = self.receive()
            if not more:
                rest, self.have = self.have, b""
                return (rest + b"<" + self.fin.encode() + b">").decode("latin-1")
            self.have += more
        line, self.have = self.have.split(b"\n", 1)
        return line.decode("latin-1").rstrip("\r")

    def answer(self, last=rb"\n"):
        """What comes, up to a match of ``last`` or the end of the connection."""
        while not (last and re.search(last, self.have, re.M)):
            more = self.receive()
            if not more:
                self.have += b"<" + self.fin.encode() + b">"
                break
            self.have += more
        return self.taken()

    def end(self):
        """All that comes until the proxy ends it."""
        return self.answer(None)

    def nothing(self):
        """Empty while the proxy keeps silent."""
        self.socket.settimeout(QUIET)
        try:
            more = self.receive()
            self.have += more or b"<" + self.fin.encode() + b">"
        except socket.timeout:
            pass
        self.socket.settimeout(PATIENCE)
        return self.taken()

    def wire(self, patience=PATIENCE):
        """How the connection itself goes on: bytes, its end, or nothing."""
        self.socket.settimeout(patience)
        try:
            return "bytes" if self.socket.recv(65536) else "closed"
        except (socket.timeout, BlockingIOError):
            return "open"
        except ConnectionResetError:
            return "reset"
        finally:
            self.socket.settimeout(PATIENCE)

    def say(self, text, lines=1):
        self.send(text + "\r\n")
        return " / ".join(self.line() for _ in range(lines))


def say(scene, *what):
    print(re.sub(r"<\d+\.\d+@", "<…@", " ".join([scene + ":", *map(str, what)])), flush=True)


def until_done(what):
    end = time.monotonic() + PATIENCE
    while not what():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.02)


def logged():
    with open(LOG, encoding="latin-1") as file:
        return file.read()


def headers():
    """The latest question to the auth server, without what differs from one connection to the next."""
    text = asked[-1].decode("latin-1")
    return re.sub(r"(Host|Auth-Salt): [^\r]*", r"\1: …", text).replace("\r\n", "|")


TALK = {
    # protocol: greeting lines, capabilities, lines of those, TLS, refusals in clear, the end
    "imap": ("a CAPABILITY", 2, "b STARTTLS", "c NOOP", "d LOGOUT", 2),
    "pop3": ("CAPA", None, "STLS", "NOOP", "QUIT", 1),
    "smtp": ("EHLO there", None, "STARTTLS", "NOOP", "QUIT", 1),
}
IN_CLEAR = {
    "imap": ["a LOGIN u p", "b AUTHENTICATE PLAIN", "c AUTHENTICATE LOGIN", "d AUTHENTICATE EXTERNAL",
             "e AUTHENTICATE CRAM-MD5", "f AUTHENTICATE PLAIN AHUAcA==", "g NOOP", "h ID NIL", "i LOGIN {1}"],
    "pop3": ["USER u", "PASS p", "APOP u 0123456789abcdef0123456789abcdef", "AUTH PLAIN", "AUTH PLAIN AHUAcA==", "AUTH",
             "AUTH CRAM-MD5", "NOOP", "QUIT"],
    "smtp": ["EHLO there", "AUTH PLAIN AHUAcA==", "NOOP", "AUTH LOGIN", "MAIL FROM:<a@b>", "AUTH PLAIN", "RCPT TO:<a@b>",
             "echo me"],
}
LAST = {
    # what the last line of an answer looks like
    "imap": rb"^(?!\* ).*\n",
    "pop3": rb"\n",
    "smtp": rb"^(?!\d{3}-).*\n",
}


def capabilities(client, protocol):
    client.send(TALK[protocol][0] + "\r\n")
    return client.answer(rb"^(\.|-ERR.*)\r\n" if protocol == "pop3" else LAST[protocol])


# --- the scenes ---------------------------------------------------------------------------------------------------------------------


def implicit():
    for protocol in TALK:
        for version in (TLS12, TLS13):
            with Client(protocol + "s") as c:
                scene = f"implicit {protocol} {NAMES[version]}"
                over = context(version, alpn=[protocol])
                say(scene, c.handshake(over), c.tls.version(), c.tls.selected_alpn_protocol())
                say(scene, c.line())
                say(scene, capabilities(c, protocol))
                say(scene, "again", c.say(TALK[protocol][2]))
                say(scene, c.say(TALK[protocol][4], TALK[protocol][5]))
                # the proxy has said goodbye and waits for ours
                say(scene, c.end(), c.fin, c.wire(0))
                try:
                    c.tls.unwrap()
                except ssl.SSLError as problem:
                    say(scene, problem.reason)
                c.flush()
                say(scene, c.wire())


def starttls():
    for protocol in TALK:
        with Client(protocol) as c:
            scene = f"starttls {protocol}"
            say(scene, c.line())
            say(scene, "before", capabilities(c, protocol))
            say(scene, c.say(TALK[protocol][2]))
            say(scene, c.handshake(context()), c.tls.version())
            say(scene, "after", capabilities(c, protocol))
            say(scene, "again", c.say(TALK[protocol][2]))
            if protocol == "imap":
                say(scene, c.say("x LOGIN user pass"))
            elif protocol == "pop3":
                say(scene, c.say("USER user"), c.say("PASS pass"))
            else:
                say(scene, c.say("AUTH PLAIN AHVzZXIAcGFzcw=="))
            say(scene, headers())
            say(scene, c.say("echo me"))
            # our goodbye in the middle of the relay
            try:
                c.tls.unwrap()
            except ssl.SSLError:
                pass
            c.flush()
            say(scene, c.end(), c.fin)


def injection():
    for protocol in TALK:
        for behind in ("same", "next"):
            with Client(protocol) as c:
                scene = f"injection {protocol} {behind}"
                c.line()
                if protocol == "smtp":
                    c.say("HELO x")
                start = TALK[protocol][2] + "\r\n"
                more = TALK[protocol][3] + "\r\n"
                if behind == "same":
                    c.send(start + more + "x BOGUS\r\n")
                else:
                    c.send(start)
                    c.line()
                    c.send(more)
                say(scene, c.answer() + (c.nothing() if behind == "same" else ""))
                result = c.handshake(context()) if behind == "same" and not c.fin else "-"
                say(scene, result)
                if result == "done":
                    say(scene, c.say(TALK[protocol][3]))
    for protocol in ("imap", "smtp"):
        # the first bytes of TLS in the segment of STARTTLS are dropped with the rest: the handshake never begins
        with Client(protocol) as c:
            scene = f"injection {protocol} hello"
            c.line()
            c.begin(context())
            c.socket.sendall((TALK[protocol][2] + "\r\n").encode() + c.out.read())
            try:
                data = c.socket.recv(65536)
                say(scene, data)
                c.socket.settimeout(QUIET)
                data = c.socket.recv(65536)
                say(scene, data[:1])
            except OSError as problem:
                say(scene, type(problem).__name__)


def only():
    for protocol, lines in IN_CLEAR.items():
        with Client(protocol + "only") as c:
            scene = f"only {protocol}"
            say(scene, c.line())
            for line in lines:
                try:
                    c.send(line + "\r\n")
                    say(scene, line, "->", c.end() if line == "QUIT" else c.answer(LAST[protocol]))
                except OSError:
                    say(scene, line, "-> gone")
        with Client(protocol + "only") as c:
            c.line()
            say(scene, "before", capabilities(c, protocol))
            say(scene, c.say(TALK[protocol][2]))
            say(scene, c.handshake(context()))
            say(scene, "after", capabilities(c, protocol))
            if protocol == "imap":
                say(scene, c.say("x LOGIN user pass"))
            elif protocol == "pop3":
                say(scene, c.say("USER user"), c.say("PASS pass"))
            else:
                say(scene, c.say("MAIL FROM:<a@b>"), c.say("RCPT TO:<c@d>"))


def resume(scene, first, second, version, over=None):
    over = over or context(version)
    with Client(first) as c:
        one = c.handshake(over)
        c.line()
        session = c.tls.session
        c.say("a NOOP")
        session = c.tls.session
    with Client(second) as c:
        two = c.handshake(over, session)
        line = c.line()
        say(scene, NAMES[version], one, two, "resumed" if c.tls.session_reused else "anew", line)
        say(scene, NAMES[version], c.say("a NOOP"))


def resumption():
    for version in (TLS12, TLS13):
        resume("tickets", "imaps", "imaps", version)
        resume("tickets to the next server", "imaps", "optional", version)
        resume("ticket key, same process", "ticket", "ticket", version)
        resume("ticket key, other process", "ticket", "ticket2", version)
        resume("ticket key, back", "ticket2", "ticket", version)
        resume("ticket key, another server's", "ticket", "imaps", version)
        resume("neither cache nor tickets", "uncached", "uncached", version)
    # TLS 1.3 from a cache is what BoringSSL does not do
    resume("cache", "cached", "cached", TLS12)
    resume("cache, next server", "cached", "cached2", TLS12)
    resume("cache, not in other zones", "cached", "uncached", TLS12)


def two_certificates():
    for ciphers, version in (("ECDHE-RSA-AES128-GCM-SHA256", TLS12), ("ECDHE-ECDSA-AES128-GCM-SHA256", TLS12)):
        with Client("imaps") as c:
            say("two certificates", c.handshake(context(version, ciphers=ciphers)), c.tls.cipher()[0], kind(c))
    with Client("imaps") as c:
        say("two certificates", c.handshake(context(TLS13)), kind(c))


def kind(client):
    with open(f"{FOLDER}/shown.der", "wb") as file:
        file.write(client.tls.getpeercert(True))
    text = subprocess.run(["openssl", "x509", "-inform", "DER", "-in", f"{FOLDER}/shown.der", "-noout", "-text"],
                          capture_output=True).stdout.decode("latin-1")
    return " ".join(re.findall(r"Public Key Algorithm: (\S+)|Subject: CN ?= ?(\S+)", text).__str__().split())


def s_client():
    for protocol in TALK:
        for version in ("-tls1_2", "-tls1_3"):
            for start in (True, False):
                scene = f"s_client {protocol} {version} {'starttls' if start else 'implicit'}"
                port = PORTS[protocol if start else protocol + "s"]
                command = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", version, "-crlf", "-brief", "-ign_eof"]
                command += ["-starttls", protocol] if start else []
                process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                # what it is given before it has shaken hands may be lost, in its buffer or in the proxy's
                for line in process.stderr:
                    if b"ESTABLISHED" in line:
                        break
                out = b"" if start else process.stdout.readline()
                process.stdin.write(f"{TALK[protocol][4]}\n".encode())
                process.stdin.flush()
                out = (out + process.stdout.read()).decode("latin-1")
                process.stdin.close()
                say(scene, process.wait(PATIENCE), out.replace("\r\n", "|"))


def client_certificates():
    for port in ("imapcert", "pop3cert", "smtpcert", "optional", "optionalnoca"):
        for certificate in (None, "client", "odd", "stranger", "late"):
            for version in (TLS12, TLS13):
                if version == TLS13 and certificate == "odd":
                    continue
                client_certificate(port, certificate, version)


def client_certificate(port, certificate, version):
    scene = f"certificate {port} {certificate} {NAMES[version]}"
    with Client(port) as c:
        if port == "smtpcert":
            c.line()
            c.say("STARTTLS")
        say(scene, c.handshake(context(version, certificate)))
        if port == "smtpcert":
            c.send("EHLO x\r\n")
        first = c.answer(rb"^(\* OK|\+OK|250 ).*\n")
        say(scene, first, c.fin)
        if c.fin:
            return
        before = len(asked)
        if port == "smtpcert":
            say(scene, c.say("AUTH PLAIN AHVzZXIAcGFzcw=="))
        elif port == "pop3cert":
            say(scene, c.say("USER user"), c.say("PASS pass"))
        elif version == TLS13:
            say(scene, c.say("a AUTHENTICATE EXTERNAL"))
            say(scene, c.say(base64.b64encode(b"user").decode()))
        else:
            say(scene, c.say("a LOGIN user pass"))
        if len(asked) > before:
            say(scene, headers())


def alpn():
    for offered in (["imap"], ["pop3"], ["h2", "http/1.1"], ["h2", "imap"], ["IMAP"]):
        for version in (TLS12, TLS13):
            with Client("imaps") as c:
                result = c.handshake(context(version, alpn=offered))
                if result == "done":
                    c.line()
                say(f"alpn {offered} {NAMES[version]}", result, c.tls.selected_alpn_protocol() if result == "done" else "-",
                    c.wire() if result != "done" else "-")


def bad_handshakes():
    for name, data in (
        ("http", b"GET / HTTP/1.0\r\n\r\n"),
        ("clear", b"a LOGIN u p\r\n"),
        ("zeros", bytes(64)),
        ("data", bytes.fromhex("1703030005aaaaaaaaaa")),
        ("alert", bytes.fromhex("15030300020228")),
        ("goodbye", bytes.fromhex("15030300020100")),
        ("nothing", b""),
        ("part", bytes.fromhex("160301")),
    ):
        with Client("imaps") as c:
            c.socket.sendall(data)
            if name in ("nothing", "part"):
                c.socket.shutdown(socket.SHUT_WR)
            got = b""
            try:
                while True:
                    more = c.socket.recv(65536)
                    if not more:
                        break
                    got += more
                end = "closed"
            except OSError as problem:
                end = type(problem).__name__
            say(f"handshake {name}", got.hex(), end)
    for scene, over in (
        ("no common suite", context(TLS12, ciphers="AES128-GCM-SHA256:@SECLEVEL=0")),
        ("TLSv1.1", None),
        ("verifying", context(TLS12)),
        ("verifying", context(TLS13)),
    ):
        if over is None:
            over = context()
            over.minimum_version = over.maximum_version = ssl.TLSVersion.TLSv1_1
            over.set_ciphers("ALL:@SECLEVEL=0")
        if scene == "no common suite":
            over.set_ciphers("DHE-RSA-AES128-CCM8:@SECLEVEL=0")
        if scene == "verifying":
            over.verify_mode = ssl.CERT_REQUIRED
            over.load_verify_locations(f"{FOLDER}/otherca.crt")
        with Client("imaps") as c:
            say(f"handshake {scene}", c.handshake(over), c.wire())
    for where in (b"", b"\x16\x03\x01\x00\x10\x01"):
        with Client("imaps") as c:
            c.socket.sendall(where)
            name = "127.0.0.1:%d connected to" % c.socket.getsockname()[1]
            until_done(lambda: name in logged())
            c.reset_at_end()
    for _ in range(20):  # mostly before anybody has looked
        with Client("imaps") as c:
            c.reset_at_end()


def after_handshake():
    with Client("imaps") as c:
        c.handshake(context(TLS12))
        c.line()
        c.socket.sendall(b"\x17\x03\x03\x00\x20" + bytes(32))
        say("spoilt record", c.end(), c.fin)
    with Client("imaps") as c:
        c.handshake(context(TLS13))
        c.line()
        c.socket.sendall(b"clear text\r\n")
        say("clear text behind the handshake", c.end(), c.fin)
    with Client("imaps") as c:
        c.handshake(context(TLS13))
        c.line()
        c.socket.shutdown(socket.SHUT_WR)
        say("end without goodbye", c.end(), c.fin, c.wire())
    with Client("imaps") as c:
        c.handshake(context(TLS13))
        c.line()
        for n in range(5):
            c.send("x BOGUS\r\n")
            say("errors", c.answer() if n < 4 else c.end())


def time_outs():
    clients = [Client("hasty") for _ in range(4)]
    clients[1].socket.sendall(b"\x16\x03\x01")
    clients[2].handshake(context(TLS12))
    clients[3].handshake(context(TLS13))
    relayed = Client("hastyrelay")
    relayed.handshake(context(TLS13))
    relayed.line()
    say("time-out", relayed.say("a LOGIN user pass"))
    for n, c in enumerate(clients):
        say("time-out", n, c.end() if c.tls else c.wire(), c.fin)
    say("time-out relay", relayed.end(), relayed.fin)
    for c in clients + [relayed]:
        c.socket.close()


def bulk():
    data = os.urandom(1 << 16) * (BULK >> 16)
    expected = hashlib.sha256(data).hexdigest()
    for port, login in (("imaps", "a LOGIN user pass"), ("smtps", "AUTH PLAIN AHVzZXIAcGFzcw==")):
        for version in (TLS12, TLS13):
            with Client(port) as c:
                c.handshake(context(version))
                c.line()
                first = c.say(login)
                count, digest = there_and_back(c, data)
                say(f"bulk {port} {NAMES[version]}", first, count, "the same" if digest == expected else "spoilt")


def slow_reader():
    for version in (TLS12, TLS13):
        with Client("slow") as c:
            c.handshake(context(version))
            c.line()
            for i in range(150):
                c.send(f"{i} CAPABILITY\r\n")
            answered = sum(c.line() == f"{i // 2} OK completed" for i in range(300))
            say(f"slow reader {NAMES[version]}", answered, c.say("z NOOP"))


def there_and_back(client, data):
    """Sends all of it and takes what comes back at the same time: how much that was, and its digest."""
    seen, count, sent, waiting = hashlib.sha256(), 0, 0, b""
    client.socket.setblocking(False)
    while count < len(data):
        if not waiting and sent < len(data):
            client.tls.write(data[sent:sent + 65536])
            sent += 65536
            waiting = client.out.read()
        readable, writable, _ = select.select([client.socket], [client.socket] if waiting else [], [], PATIENCE)
        if not readable and not writable:
            break
        if writable:
            waiting = waiting[client.socket.send(waiting):]
        if readable:
            if not client.take():
                break
            try:
                while True:
                    more = client.tls.read(65536)
                    seen.update(more)
                    count += len(more)
            except ssl.SSLWantReadError:
                pass
    return count, seen.hexdigest()


def reload():
    def shown():
        with Client("imaps") as c:
            return c.handshake(context(TLS12)), kind(c)

    old = Client("imaps")
    old.handshake(context(TLS13))
    old.line()
    say("reload", "before", *shown())
    for name in ("rsa", "ec"):
        for end in (".crt", ".key"):
            os.replace(f"{FOLDER}/{name}2{end}", f"{FOLDER}/{name}{end}")
    say("reload", "files changed", *shown())
    with open(PID_FILE) as file:
        os.kill(int(file.read()), signal.SIGHUP)
    # nginx's old worker may still answer in between; what was seen last is what is told
    seen = []

    def renewed():
        seen[:] = shown()
        return "second" in str(seen)

    until_done(lambda: all(renewed() for _ in range(5)))
    say("reload", "after", *seen)
    say("reload", old.say("a NOOP"), old.say("b LOGIN user pass"))
    say("reload", old.say("c echo"))
    old.socket.close()


def judged():
    servers = ("depth0", "depth1", "depth2", "depth3", "middle", "trusting", "revoking", "revokingall", "revokingold", "noca")
    certificates = ("client", "ofmiddle", "oflower", "ofshort", "ofunder", "ofnosign", "alone", "server", "critical", "sha1", "small",
                    "revoked", "ofrevoked", "stranger", "otherca")
    for server in servers:
        for certificate in certificates:
            with Client(server) as c:
                over = context(TLS12)
                over.set_ciphers("ALL:@SECLEVEL=0")
                over.load_cert_chain(f"{FOLDER}/{certificate}.crt", f"{FOLDER}/{certificate}.key")
                name = "127.0.0.1:%d connected to" % c.socket.getsockname()[1]
                result = c.handshake(over)
                said = c.answer(rb"^\* OK.*\n") if result == "done" else "-"
                say(f"judged {server} {certificate}", result, said, verdict(name) if "BYE" in said else "")


def verdict(name):
    """What the log holds against the certificate of the latest connection that it calls by that name: ports come again."""
    number = re.findall(r"(\*\d+) client " + re.escape(name), logged())[-1]
    until_done(lambda: number + " client SSL" in logged())
    return re.search(re.escape(number) + r" client SSL certificate verify error: (\(.*?\)) while", logged()).group(1)


def sessions():
    for server in ("cachenone", "cacheoff", "cachebuiltin", "cacheboth", "cached"):
        with Client(server) as c:
            c.handshake(context(TLS12))
            session = c.tls.session
            say(f"session {server}", "has an id" if session and session.id else "has none")
        resume(f"session {server}", server, server, TLS12)
    resume("session cachebuiltin to cacheboth", "cachebuiltin", "cacheboth", TLS12)
    for version in (TLS12, TLS13):
        resume("session key of 48", "ticket48", "ticket48", version)
        resume("session key of 48, taken beside another", "ticket48", "ticketboth", version)
        resume("session first key of two, not known there", "ticketboth", "ticket48", version)
        resume("session first key of two, known there", "ticketboth", "ticket", version)
    over = context(TLS12)
    with Client("cachehasty") as c:
        c.handshake(over)
        session = c.tls.session
    time.sleep(2.1)
    with Client("cachehasty") as c:
        say("session too old", c.handshake(over, session), "resumed" if c.tls.session_reused else "anew")


def old_versions():
    for port, version in (("old", "-tls1"), ("old", "-tls1_1"), ("old", "-tls1_3"), ("imaps", "-tls1_1")):
        say(f"version {port} {version}", *s_client_says(port, version, "-cipher", "ALL:@SECLEVEL=0"))


def s_client_says(port, *options):
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{PORTS[port]}", "-brief", *options]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    text = done.stderr.decode("latin-1")
    return [done.returncode, *re.findall(r"Protocol version: \S+|Ciphersuite: \S+|alert [a-z ]+", text)]


def odd_clients():
    for options in (("-tls1_2", "-no_ticket"), ("-tls1_2", "-legacy_renegotiation"), ("-tls1_2", "-fallback_scsv"),
                    ("-tls1_1", "-fallback_scsv", "-cipher", "ALL:@SECLEVEL=0"), ("-tls1_2", "-status"),
                    ("-tls1_2", "-cipher", "AES128-SHA"), ("-tls1_2", "-cipher", "NULL:@SECLEVEL=0"), ("-tls1_2", "-maxfraglen", "512"),
                    ("-tls1_3", "-curves", "P-384"), ("-tls1_3", "-curves", "P-521:X25519"), ("-tls1_3", "-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"),
                    ("-tls1_3", "-no_middlebox"), ("-tls1_3", "-servername", "x" * 200), ("-noservername",),
                    ("-tls1_2", "-sigalgs", "RSA+SHA512"), ("-tls1_3", "-sigalgs", "ECDSA+SHA384"),
                    ("-tls1_3", "-max_send_frag", "512"), ("-tls1_2", "-comp")):
        say("odd " + " ".join(options), *s_client_says("imaps", *options))


for name, serve in (("auth", authorise), ("backendimap", imap_backend), ("backendpop3", pop3_backend),
                    ("backendsmtp", smtp_backend)):
    listen(PORTS[name], serve)
USUAL = (implicit, starttls, injection, only, resumption, two_certificates, s_client, client_certificates, alpn, bad_handshakes,
         after_handshake, time_outs, slow_reader, bulk)
MORE = (judged, sessions, old_versions, odd_clients)
for play in {"all": (*USUAL, *MORE, reload), "usual": (*USUAL, reload)}.get(SCENES) or [globals()[word] for word in SCENES.split(",")]:
    began = time.monotonic()
    try:
        play()
    except Exception as problem:  # the next scene is worth seeing too
        say(play.__name__, "ended by", repr(problem))
    if os.environ.get("TIMES"):
        print(play.__name__, "took", round(time.monotonic() - began, 2), file=sys.stderr)
# whoever ends the proxy now finds all sessions logged to their end
until_done(lambda: logged().count("client logged in") == logged().count("proxied session done") + logged().count(" while proxying"))
