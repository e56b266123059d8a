"""Says and does odd things behind a TLS handshake that went well - empty and oversized records, alerts, goodbyes of every form, in each
stage of a session - and prints what the proxy answers, how the connection ends and what is logged of it.

Arguments: a folder with the proxy's pid file and log, name=port of its servers and of the auth server and back end that are played here
and, for some scenes only, a pattern of their names.
"""

import base64
import concurrent.futures
import hashlib
import hmac
import os
import re
import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time

from tls_connection import Connection

FOLDER = sys.argv[1]
PORTS = {name: int(port) for name, port in (word.split("=") for word in sys.argv[2:] if "=" in word)}
ONLY = next((word for word in sys.argv[2:] if "=" not in word), "")
LOG = f"{FOLDER}/logs/error.log"
PATIENCE = 60
QUIET = 1
OPEN = 6  # so long nothing must come of a connection that stays open
TLS12, TLS13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
NAMES = {TLS12: "1.2", TLS13: "1.3"}
ALERT, HANDSHAKE, DATA, CHANGE, HEARTBEAT = 21, 22, 23, 20, 24


# --- AES-GCM, as nothing in Python's own library has it -------------------------------------------------------------------------------


def tables():
    double = lambda a: (a << 1) ^ (0x11B if a & 0x80 else 0)
    powers, logs, a = [], {}, 1
    for i in range(255):
        powers.append(a)
        logs[a] = i
        a ^= double(a)
    box = []
    for a in range(256):
        inverse = 0 if a == 0 else powers[(255 - logs[a]) % 255]
        turned = inverse
        for i in range(1, 5):
            turned ^= (inverse << i | inverse >> (8 - i)) & 0xFF
        box.append(turned ^ 0x63)
    return box


BOX = tables()


class Aes:
    def __init__(self, key):
        words = [list(key[i:i + 4]) for i in range(0, len(key), 4)]
        size, constant = len(words), 1
        self.rounds = size + 6
        for i in range(size, 4 * (self.rounds + 1)):
            word = list(words[-1])
            if i % size == 0:
                word = [BOX[b] for b in word[1:] + word[:1]]
                word[0] ^= constant
                constant = (constant << 1) ^ (0x11B if constant & 0x80 else 0)
            elif size > 6 and i % size == 4:
                word = [BOX[b] for b in word]
            words.append([a ^ b for a, b in zip(words[i - size], word)])
        self.keys = [sum(words[4 * i:4 * i + 4], []) for i in range(self.rounds + 1)]

    def block(self, data):
        state = [a ^ b for a, b in zip(data, self.keys[0])]
        for turn in range(1, self.rounds + 1):
            state = [BOX[state[(i + 4 * (i % 4)) % 16]] for i in range(16)]
            if turn < self.rounds:
                mixed = []
                for i in range(0, 16, 4):
                    column = state[i:i + 4]
                    every = column[0] ^ column[1] ^ column[2] ^ column[3]
                    for j in range(4):
                        two = column[j] ^ column[(j + 1) % 4]
                        mixed.append(column[j] ^ every ^ ((two << 1) ^ (0x11B if two & 0x80 else 0)))
                state = mixed
            state = [a ^ b for a, b in zip(state, self.keys[turn])]
        return bytes(state)


def times(x, y):
    """In GF(2^128), as GCM writes it."""
    product = 0
    for i in range(127, -1, -1):
        if y >> i & 1:
            product ^= x
        x = x >> 1 ^ (0xE1 << 120 if x & 1 else 0)
    return product


def seal(key, nonce, data, head):
    aes = Aes(key)
    known = int.from_bytes(aes.block(bytes(16)), "big")
    pad = lambda b: b + bytes(-len(b) % 16)
    out = b""
    for n, at in enumerate(range(0, len(data), 16)):
        mask = aes.block(nonce + struct.pack("!I", n + 2))
        out += bytes(a ^ b for a, b in zip(data[at:at + 16], mask))
    hashed = 0
    text = pad(head) + pad(out) + struct.pack("!QQ", 8 * len(head), 8 * len(out))
    for at in range(0, len(text), 16):
        hashed = times(hashed ^ int.from_bytes(text[at:at + 16], "big"), known)
    mask = aes.block(nonce + b"\0\0\0\1")
    return out + (hashed ^ int.from_bytes(mask, "big")).to_bytes(16, "big")


# --- the client ---------------------------------------------------------------------------------------------------------------------


class Client(Connection):
    """A connection in TLS whose handshake Python makes and whose records we do."""

    def __init__(self, version, start=False, port="imap", session=None):
        super().__init__()
        self.socket = socket.create_connection(("127.0.0.1", PORTS[port + ("start" if start else "")]))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.settimeout(PATIENCE)
        self.name = "127.0.0.1:%d connected to" % self.socket.getsockname()[1]
        self.raw, self.sent = b"", 0
        self.version = version
        self.keys = f"{FOLDER}/keys{self.socket.getsockname()[1]}"
        if os.path.exists(self.keys):
            os.remove(self.keys)
        over = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        over.check_hostname = False
        over.verify_mode = ssl.CERT_NONE
        over.minimum_version = over.maximum_version = version
        over.set_ciphers("ECDHE+AESGCM+AES128")
        over.keylog_filename = self.keys
        self.into, self.out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = over.wrap_bio(self.into, self.out, session=session)
        if start:
            self.socket.recv(1000)
            self.socket.sendall(b"s STARTTLS\r\n")
            self.socket.recv(1000)

    def handshake(self, last=True):
        """Up to the client's last flight, which is kept unless it is to be sent."""
        while True:
            try:
                self.tls.do_handshake()
                self.learn()
                flight = self.out.read()
                if last:
                    self.socket.sendall(flight)
                return flight
            except ssl.SSLWantReadError:
                self.socket.sendall(self.out.read())
                self.take()

    def take(self):
        data = super().take()
        self.raw += data
        return data

    def learn(self):
        """Our own keys, from what Python tells of them."""
        digest = "sha384" if self.tls.cipher()[0].endswith("384") else "sha256"
        size = 32 if "256" in self.tls.cipher()[0].split("_SHA")[0] and self.version == TLS13 else 16
        with open(self.keys) as file:
            lines = [line.split() for line in file if not line.startswith("#")]
        self.digest = digest
        self.size = size
        if self.version == TLS13:
            self.secret = bytes.fromhex(next(line[2] for line in lines if line[0] == "CLIENT_TRAFFIC_SECRET_0"))
            self.derive()
        else:
            _, random, master = next(line for line in lines if line[0] == "CLIENT_RANDOM")
            seed = b"key expansion" + self.raw[11:43] + bytes.fromhex(random)
            block, a = b"", seed
            while len(block) < 2 * size + 8:
                a = hmac.new(bytes.fromhex(master), a, digest).digest()
                block += hmac.new(bytes.fromhex(master), a + seed, digest).digest()
            self.key, self.iv, self.sent = block[:size], block[2 * size:2 * size + 4], 1

    def derive(self):
        self.key, self.iv, self.sent = self.expand("key", self.size), self.expand("iv", 12), 0

    def expand(self, label, size):
        label = b"tls13 " + label.encode()
        info = struct.pack("!HB", size, len(label)) + label + b"\0"
        return hmac.new(self.secret, info + b"\1", self.digest).digest()[:size]

    def update(self):
        self.secret = self.expand("traffic upd", len(self.secret))
        self.derive()

    def sealed(self, kind, data):
        number = struct.pack("!Q", self.sent)
        self.sent += 1
        if self.version == TLS13:
            head = struct.pack("!BHH", DATA, 0x0303, len(data) + 17)
            nonce = bytes(a ^ b for a, b in zip(self.iv, bytes(4) + number))
            return head + seal(self.key, nonce, data + bytes([kind]), head)
        body = number + seal(self.key, self.iv + number, data, number + struct.pack("!BHH", kind, 0x0303, len(data)))
        return struct.pack("!BHH", kind, 0x0303, len(body)) + body

    def send(self, *pieces):
        try:
            self.socket.sendall(b"".join(pieces))
        except OSError:
            self.have += b"<gone>"

    def say(self, text):
        self.send(self.sealed(DATA, text))

    def send_last(self, *pieces):
        """These bytes and our end in one segment."""
        self.socket.send(b"".join(pieces), socket.MSG_MORE)
        self.socket.shutdown(socket.SHUT_WR)

    def until(self, text):
        while text not in self.have:
            more = self.receive()
            if not more:
                break
            self.have += more

    def rest(self, patience=PATIENCE):
        """All that comes until the proxy ends it, or for so long."""
        self.socket.settimeout(patience)
        try:
            while True:
                more = self.receive()
                if not more:
                    break
                self.have += more
            how = self.fin
            if how not in ("closed", "reset"):
                try:
                    while True:
                        if not self.socket.recv(65536):
                            how += " closed"
                            break
                        how += " bytes"
                except ConnectionResetError:
                    how += " reset"
        except socket.timeout:
            how = (self.fin or "") + " open"
        self.socket.settimeout(PATIENCE)
        return f"{self.taken()!r} {how}"


# --- who is behind the proxy ---------------------------------------------------------------------------------------------------------



class Part:
    """What the auth server and the back end know of one user."""

    def __init__(self):
        self.asked, self.may_answer, self.gone = threading.Event(), threading.Event(), []


PARTS = {}


def authorise(connection):
    request = b""
    while not request.endswith(b"\r\n\r\n"):
        more = connection.recv(65536)
        if not more:
            return
        request += more
    part = PARTS[re.search(rb"Auth-User: (\w+)", request).group(1).decode()]
    part.asked.set()
    part.may_answer.wait(PATIENCE)
    connection.sendall(f"HTTP/1.0 200 OK\r\nAuth-Status: OK\r\nAuth-Server: 127.0.0.1\r\nAuth-Port: {PORTS['back']}\r\n\r\n".encode())


def backend(connection):
    lines = connection.makefile("rb")
    connection.sendall(b"* OK here\r\n")
    tag = lines.readline().split(b" ")[0]
    connection.sendall(b"+ go\r\n")
    gone = PARTS[lines.readline().decode("latin-1").split()[0]].gone
    connection.sendall(b"+ go\r\n")
    lines.readline()
    connection.sendall(tag + b" OK in\r\n")
    try:
        while True:
            line = lines.readline()
            if not line:
                gone.append("end")
                break
            gone.append(line.decode("latin-1").strip())
            connection.sendall(b"* " + line)
    except OSError:
        gone.append("end")  # or as a reset, if it had said something in the meantime


def listen(port, serve):
    listener = socket.create_server(("127.0.0.1", port))

    def one(connection):
        with connection:
            try:
                serve(connection)
            except OSError:
                pass

    def accept():
        while True:
            threading.Thread(target=one, args=(listener.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


# --- what is logged ------------------------------------------------------------------------------------------------------------------


def logged():
    with open(LOG, encoding="latin-1") as file:
        return file.read()


def lines(name):
    """What is logged of the latest connection by that name, once nothing more comes."""
    last, since = None, 0
    while last is None or time.monotonic() - since < QUIET:
        now = logged()
        numbers = re.findall(r"(\*\d+) client " + re.escape(name), now)
        found = re.findall(r"\[(\w+)\] \d+#\d+: " + re.escape(numbers[-1]) + r" (.*)", now) if numbers else []
        if found != last:
            last, since = found, time.monotonic()
        time.sleep(0.05)
    plain = [re.sub(r"127\.0\.0\.1:\d+|, (client|server|login|upstream): .*", "", f"{level} {text}") for level, text in last]
    # what another connection has left in OpenSSL's queue of errors is not this one's
    return [line for line in plain if not re.search(" connected to |client logged in|ignoring stale global SSL error", line)]


def tell(scene, *what):
    print(re.sub(r"<\d+\.\d+@", "<@", " ".join([scene + ":", *map(str, what)])), flush=True)


# --- the scenes ----------------------------------------------------------------------------------------------------------------------

NOOP = b"x NOOP\r\n"


def hello(version):
    """A client's hello that belongs to no handshake."""
    body = struct.pack("!H", 0x0303) + bytes(32) + b"\0" + b"\0\4\xc0\x2b\xc0\x2f" + b"\1\0"
    extensions = bytes.fromhex("000a00040002001d" + "000d0006000404030804" + "ff010001" + "00")
    body += struct.pack("!H", len(extensions)) + extensions
    return b"\1" + struct.pack("!I", len(body))[1:] + body


def alerts(level, *numbers):
    return lambda c: [c.sealed(ALERT, bytes([level, number])) for number in numbers]


def updates(count, answer):
    def said(c):
        for _ in range(count):
            yield c.sealed(HANDSHAKE, bytes([24, 0, 0, 1, answer]))
            c.update()

    return said


def spoilt(c):
    record = bytearray(c.sealed(DATA, NOOP))
    record[-1] ^= 1
    return [bytes(record)]


RECORDS = {
    "nothing odd": lambda c: [],
    "an empty record": lambda c: [c.sealed(DATA, b"")],
    "32 empty records": lambda c: [c.sealed(DATA, b"") for _ in range(32)],
    "33 empty records": lambda c: [c.sealed(DATA, b"") for _ in range(33)],
    "an empty record of a handshake": lambda c: [c.sealed(HANDSHAKE, b"")],
    "an empty record of an alert": lambda c: [c.sealed(ALERT, b"")],
    "a record of 16385 bytes": lambda c: [c.sealed(DATA, b"x NOOP" + b" " * 16377 + b"\r\n")],
    "a record that says it is too long": lambda c: [b"\x17\x03\x03\x50\x00" + bytes(100)],
    "a record of another kind": lambda c: [c.sealed(HEARTBEAT, b"\1\0\0")],
    "a change of ciphers": lambda c: [c.sealed(CHANGE, b"\1")],
    "a change of ciphers in clear": lambda c: [b"\x14\x03\x03\0\1\1"],
    "a spoilt record": spoilt,
    "a record of SSLv3": lambda c: [b"\x17\x03\0" + c.sealed(DATA, NOOP)[3:]],
    "clear text": lambda c: [b"x NOOP\r\n"],
    "clear text of a web client": lambda c: [b"GET / HTTP/1.0\r\n\r\n"],
    "zeros": lambda c: [bytes(64)],
    "half a record": lambda c: [b"\x17\x03\x03\x01\x00" + bytes(100)],
    "a hello": lambda c: [c.sealed(HANDSHAKE, hello(c.version))],
    "a Finished": lambda c: [c.sealed(HANDSHAKE, b"\x14\0\0\x0c" + bytes(12))],
    "an unknown message": lambda c: [c.sealed(HANDSHAKE, b"\x63\0\0\0")],
    "half a message": lambda c: [c.sealed(HANDSHAKE, b"\1\0\1\0abc")],
    "a huge message": lambda c: [c.sealed(HANDSHAKE, b"\1\xff\0\0abc")],
    "alert warning user_canceled": alerts(1, 90),
    "alert warning no_renegotiation": alerts(1, 100),
    "alert warning unknown": alerts(1, 222),
    "alert 4 warnings": alerts(1, 112, 112, 112, 112),
    "alert 5 warnings": alerts(1, 112, 112, 112, 112, 112),
    "alert fatal bad_certificate": alerts(2, 42),
    "alert fatal internal_error": alerts(2, 80),
    "alert fatal close_notify": alerts(2, 0),
    "alert of another level": alerts(3, 42),
    "alert of 1 byte": lambda c: [c.sealed(ALERT, b"\2")],
    "alert of 3 bytes": lambda c: [c.sealed(ALERT, b"\2\x2a\0")],
    "alert in clear": lambda c: [b"\x15\x03\x03\0\2\2\x2a"],
}
RECORDS13 = {
    "a key update": updates(1, 0),
    "a key update to be answered": updates(1, 1),
    "32 key updates": updates(32, 0),
    "a key update of another kind": updates(1, 2),
    "a key update of 2 bytes": lambda c: [c.sealed(HANDSHAKE, b"\x18\0\0\2\0\0")],
    "a key update and more in its record": lambda c: [c.sealed(HANDSHAKE, b"\x18\0\0\1\0\x18\0\0\1\0")],
    "only padding": lambda c: [c.sealed(0, b"")],
}


def at_once(play, scenes):
    """Plays a dozen scenes at a time, and tells of them in their order."""
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        for told in pool.map(lambda scene: play(*scene), scenes):
            tell(*told)


def records():
    at_once(record, [(version, name, said) for version in (TLS12, TLS13)
                     for name, said in {**RECORDS, **(RECORDS13 if version == TLS13 else {})}.items()])


def record(version, name, said):
    with Client(version) as c:
        c.handshake()
        c.until(b"\n")
        c.send(*said(c), c.sealed(DATA, NOOP), c.sealed(DATA, b"y LOGOUT\r\n"))
        if name == "half a record":
            c.socket.shutdown(socket.SHUT_WR)
        return f"{NAMES[version]} {name}", c.rest(), lines(c.name)


def reset(client):
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.socket.close()


def goodbye(client):
    return client.sealed(ALERT, b"\1\0")


ENDS = {
    "goodbye": lambda c: c.send(goodbye(c)),
    "goodbye and end": lambda c: c.send_last(goodbye(c)),
    "goodbye and more": lambda c: c.send(goodbye(c), c.sealed(DATA, NOOP)),
    "goodbye and clear text": lambda c: c.send(goodbye(c), b"clear text\r\n"),
    "goodbye twice": lambda c: c.send(goodbye(c), goodbye(c)),
    "more and goodbye": lambda c: c.send(c.sealed(DATA, NOOP), goodbye(c)),
    "end": lambda c: c.socket.shutdown(socket.SHUT_WR),
    "more and end": lambda c: c.send_last(c.sealed(DATA, NOOP)),
    "spoilt": lambda c: c.send(*spoilt(c)),
    "clear text": lambda c: c.send(b"clear text\r\n"),
    "fatal": lambda c: c.send(c.sealed(ALERT, b"\2\x50")),
    "empty record": lambda c: c.send(c.sealed(DATA, b"")),
    "reset": reset,
}


def stages():
    scenes = [(version, start, stage, name) for version in (TLS12, TLS13) for start in (False, True)
              for stage in ("greeted", "half a line", "asking", "relaying") for name in ENDS
              if not start or stage in ("asking", "greeted")]
    at_once(stage_ends, scenes)


def stage_ends(version, start, stage, name):
    end, user = ENDS[name], f"user{threading.get_ident()}"
    part = PARTS[user] = Part()
    with Client(version, start) as c:
        c.handshake()
        if not start:
            c.until(b"\n")
            c.taken()
        if stage == "half a line":
            c.say(b"z NO")
            time.sleep(QUIET)
        elif stage == "greeted" and start:
            c.say(NOOP)
            c.until(b"\n")
            c.taken()
        elif stage != "greeted":
            c.say(f"l LOGIN {user} b\r\n".encode())
            part.asked.wait(PATIENCE)
            if stage == "relaying":
                part.may_answer.set()
                c.until(b" OK in\r\n")
                c.taken()
        end(c)
        if stage == "asking":
            time.sleep(QUIET)
            part.may_answer.set()
        what = "gone" if name == "reset" else c.rest(PATIENCE if "goodbye" in name and stage != "asking" else OPEN)
        if "open" in what:
            c.socket.close()
        said = lines(c.name)
        return f"{NAMES[version]} {'starttls ' if start else ''}{stage}, {name}", what, said, part.gone


LAST = {
    "then closed": lambda c, flight: (c.send(flight), c.socket.close()),
    "then end": lambda c, flight: c.send_last(flight),
    "then goodbye": lambda c, flight: c.send(flight, goodbye(c)),
    "then goodbye and closed": lambda c, flight: (c.send(flight, goodbye(c)), c.socket.close()),
    "then reset": lambda c, flight: (c.send(flight), reset(c)),
    "then a command": lambda c, flight: c.send(flight, c.sealed(DATA, NOOP)),
    "then a command and closed": lambda c, flight: (c.send(flight, c.sealed(DATA, NOOP)), c.socket.close()),
    "then clear text": lambda c, flight: c.send(flight, b"clear text\r\n"),
    "then spoilt": lambda c, flight: c.send(flight, *spoilt(c)),
    "but its last byte, then closed": lambda c, flight: (c.send(flight[:-1]), c.socket.close()),
}


def last_flight():
    """Whoever leaves right behind his last flight: all of it lies there when the proxy looks."""
    with open(f"{FOLDER}/logs/nginx.pid") as file:
        proxy = int(file.read())
    for version in (TLS12, TLS13):
        clients = [(name, act, Client(version)) for name, act in LAST.items()]
        flights = [(name, act, c, c.handshake(last=False)) for name, act, c in clients]
        os.kill(proxy, signal.SIGSTOP)
        try:
            time.sleep(QUIET)
            for name, act, c, flight in flights:
                act(c, flight)
            time.sleep(QUIET)
        finally:
            os.kill(proxy, signal.SIGCONT)
        at_once(left, [(version, name, c) for name, _, c in clients])


def left(version, name, c):
    told = f"{NAMES[version]} last flight, {name}", "gone" if c.socket.fileno() < 0 else c.rest(OPEN), lines(c.name)
    c.socket.close()
    return told


def early_data():
    """A session that says what the proxy never said: that it takes early data."""
    kept, early = f"{FOLDER}/early.pem", f"{FOLDER}/early.txt"
    with open(early, "wb") as file:
        file.write(b"e NOOP\r\n")
    base = ["openssl", "s_client", "-connect", f"127.0.0.1:{PORTS['imap']}", "-tls1_3", "-ign_eof"]

    def s_client(*more):
        process = subprocess.Popen(base + list(more), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        out = b""
        while b"* OK" not in out:
            line = process.stdout.readline()
            if not line:
                break
            out += line
        process.stdin.write(b"q LOGOUT\r\n")
        process.stdin.flush()
        out += process.stdout.read()
        process.stdin.close()
        process.wait(PATIENCE)
        text = out.decode("latin-1")
        facts = re.findall(r"^(New|Reused), TLSv1.3|^(Early data was \w+)|^(\* OK[^\r]*|q OK[^\r]*|e OK[^\r]*)", text, re.M)
        return [word for fact in facts for word in fact if word]

    tell("early data, first", s_client("-sess_out", kept))
    with open(kept) as file:
        der = base64.b64decode("".join(line for line in file if "-" not in line))
    at = 2 if der[1] < 0x80 else 2 + (der[1] & 0x7F)
    parts = []
    while at < len(der):
        head = 2 if der[at + 1] < 0x80 else 2 + (der[at + 1] & 0x7F)
        size = der[at + 1] if head == 2 else int.from_bytes(der[at + 2:at + head], "big")
        parts.append(der[at:at + head + size])
        at += head + size
    limit = b"\xaf\x04\x02\x02\x40\x00"  # [15] INTEGER 16384
    parts = [part for part in parts if part[0] != 0xAF]
    place = next((i for i, part in enumerate(parts) if part[0] > 0xAF), len(parts))
    body = b"".join(parts[:place] + [limit] + parts[place:])
    der = b"\x30\x82" + struct.pack("!H", len(body)) + body
    with open(kept, "w") as file:
        file.write("-----BEGIN SSL SESSION PARAMETERS-----\n")
        file.write(base64.encodebytes(der).decode())
        file.write("-----END SSL SESSION PARAMETERS-----\n")
    before = len(logged())
    tell("early data, again", s_client("-sess_in", kept, "-early_data", early))
    time.sleep(QUIET)
    said = re.findall(r"\[(\w+)\] \d+#\d+: \*\d+ (.*)", logged()[before:])
    tell("early data, again", [re.sub(r"127\.0\.0\.1:\d+|, (client|server): .*", "", f"{level} {text}") for level, text in said])


listen(PORTS["auth"], authorise)
listen(PORTS["back"], backend)
for play in (records, stages, last_flight, early_data):
    if re.search(ONLY, play.__name__):
        play()
