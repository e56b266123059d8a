"""Makes certificates with odd subjects, issuers and serial numbers ("make", the folder), or shows them to a proxy one after the other
and prints what its auth server is told of each ("show", the folder, the proxy's port that takes every certificate, the one that trusts
odd-ca.crt, the auth server's port).
"""

import re
import socket
import ssl
import subprocess
import sys
import threading


def der(tag, *parts):
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    count = (size.bit_length() + 7) // 8
    return bytes([tag, 0x80 | count]) + size.to_bytes(count, "big") + body


def oid(dotted):
    first, second, *rest = map(int, dotted.split("."))
    out = b""
    for number in [first * 40 + second, *rest]:
        groups = [number & 0x7F]
        while number > 0x7F:
            number >>= 7
            groups.insert(0, 0x80 | (number & 0x7F))
        out += bytes(groups)
    return der(6, out)


CN, SURNAME, SERIAL, COUNTRY, PLACE, STATE, STREET, O, OU, TITLE = (f"2.5.4.{n}" for n in (3, 4, 5, 6, 7, 8, 9, 10, 11, 12))
MAIL, UID, DC = "1.2.840.113549.1.9.1", "0.9.2342.19200300.100.1.1", "0.9.2342.19200300.100.1.25"
UTF8, NUMERIC, PRINTABLE, T61, IA5, GENERALIZED, UNIVERSAL, BMP = 12, 18, 19, 20, 22, 24, 28, 30


def value(kind, what, tag=UTF8):
    body = what.encode("utf-8") if isinstance(what, str) else what
    return der(0x30, oid(kind), der(tag, body))


def rdn(*values):
    return der(0x31, *values)


def name(*rdns):
    return der(0x30, *rdns)


def cn(what, tag=UTF8):
    return name(rdn(value(CN, what, tag)))


# only what OpenSSL itself can load: the others no client shows
NAMES = {
    "plain": cn("plain"),
    "empty": name(),
    "empty value": cn(""),
    "one space": cn(" "),
    "two spaces": cn("  "),
    "three spaces": cn("   "),
    "one hash": cn("#"),
    "two hashes": cn("##"),
    "leading and last space": cn(" a b "),
    "special": cn(',+"\\<>;=#/'),
    "quotes": cn('"quoted, with comma"'),
    "comma, plus": name(rdn(value(O, "Post, Inc.")), rdn(value(CN, "a+b"))),
    "control characters": cn(bytes(range(1, 32)) + b"\x7f"),
    "line ends": cn("a\r\nAuth-User: root\r\n\r\nb"),
    "NUL": cn(b"a\0b"),
    "several values": name(rdn(value(COUNTRY, "DE", PRINTABLE)), rdn(value(CN, "alice"), value(MAIL, "a@b", IA5), value(UID, "7"))),
    "several values out of order": name(rdn(value(UID, "7"), value(CN, "z"), value(CN, "a"), value(O, "longest of all"))),
    "the same value twice": name(rdn(value(CN, "a"), value(CN, "a"))),
    "several sets": name(rdn(value(CN, "a"), value(O, "b")), rdn(value(CN, "c"), value(O, "d"))),
    "UTF-8": cn("Grüße 中文 😀"),
    "BMP": cn("Grüße 中文,+".encode("utf-16-be"), BMP),
    "BMP, space first and last": cn(" x ".encode("utf-16-be"), BMP),
    "BMP, empty": cn(b"", BMP),
    "universal": cn("Grüße 😀".encode("utf-32-be"), UNIVERSAL),
    "teletex": cn("Grüße".encode("latin-1"), T61),
    "teletex with controls": cn(b"\x9b1m\x00\x80\xff", T61),
    "printable with what is not": cn("*@_ü".encode("latin-1"), PRINTABLE),
    "IA5 above ASCII": cn(b"\x80\xff", IA5),
    "numeric": cn("12 34", NUMERIC),
    "numeric with letters": cn("abc", NUMERIC),
    "bit string": cn(b"\x03\xf8", 3),
    "a sequence": name(rdn(der(0x30, oid(CN), der(0x30, der(UTF8, b"x"))))),
    "unknown kind": name(rdn(value("1.2.3.4.5", "x"))),
    "unknown kind, long number": name(rdn(value("1.2." + "3333333." * 12 + "4", "x"))),
    "unknown kind, huge arc": name(rdn(value("2.25.329800735698586629295641978511506172918", "x"))),
    "unknown kind, above 2.40": name(rdn(value("2.999.1", "x", PRINTABLE))),
    "kinds": name(*(rdn(value(kind, "v")) for kind in (
        SURNAME, SERIAL, COUNTRY, PLACE, STATE, STREET, O, OU, TITLE, DC, UID, MAIL, *(f"2.5.4.{n}" for n in (
            13, 14, 15, 16, 17, 18, 20, 26, 41, 42, 43, 44, 45, 46, 49, 50, 53, 54, 65, 72, 77, 82, 86, 97)),
        "1.2.840.113549.1.9.2", "1.2.840.113549.1.9.8", "1.3.6.1.4.1.311.60.2.1.3", "0.9.2342.19200300.100.1.3", "1.2.643.100.1",
        "1.3.6.1.5.5.7.9.1", "1.2.840.113549.1.9.20"))),
    "long": cn("x" * 5000),
    "many": name(*(rdn(value(OU, f"unit {n}")) for n in range(300))),
    "no value": name(rdn()),
    "country of three": name(rdn(value(COUNTRY, "DEU", PRINTABLE))),
    "long country": name(rdn(value(COUNTRY, "D" * 200))),
}
# names that no issuer may have, as the JDK sees it: they have entries of their own
LONELY = ("empty", "no value")
# whether issuer and subject are one and the same name: a certificate of these is self-signed or its issuer is missed
COMPARED = {
    "case": (cn("Post CA"), cn("post ca")),
    "case beyond ASCII": (cn("GRÜSSE"), cn("GRüSSE")),
    "spaces": (cn("Post CA"), cn("  Post   CA ")),
    "other space": (cn("Post CA"), cn("Post\tCA")),
    "no-break space": (cn("Post CA"), cn("Post\u00a0CA")),
    "string types": (cn("Post CA"), cn("Post CA", PRINTABLE)),
    "string types beyond ASCII": (cn("Grüße"), cn("Grüße".encode("utf-16-be"), BMP)),
    "teletex": (cn("Grüße"), cn("Grüße".encode("latin-1"), T61)),
    "IA5": (name(rdn(value(MAIL, "a@b", IA5))), name(rdn(value(MAIL, "A@B", UTF8)))),
    "numeric": (cn("12", NUMERIC), cn("12", PRINTABLE)),
    "composed": (cn("\u00fc"), cn("u\u0308")),
    "ligature": (cn("\ufb01x"), cn("fix")),
    "order in a set": (name(rdn(value(CN, "a"), value(O, "b"))), name(rdn(value(O, "b"), value(CN, "a")))),
    "order of sets": (name(rdn(value(CN, "a")), rdn(value(O, "b"))), name(rdn(value(O, "b")), rdn(value(CN, "a")))),
    "one set or two": (name(rdn(value(CN, "a"), value(O, "b"))), name(rdn(value(CN, "a")), rdn(value(O, "b")))),
    "unknown kind, case": (name(rdn(value("1.2.3.4.5", "x"))), name(rdn(value("1.2.3.4.5", "X")))),
    "unknown kind": (name(rdn(value("1.2.3.4.5", "x"))), name(rdn(value("1.2.3.4.5", "x", PRINTABLE)))),
    "bit strings": (cn(b"\x00a", 3), cn(b"\x00A", 3)),
    "empty": (cn(""), cn(" ")),
}
NUMBERS = {
    "zero": b"\0",
    "negative": b"\xff",
    "more negative": b"\x80\x00\x01",
    "high bit": b"\0\xff\xee",
    "twenty": b"\x7f" * 20,
    "thirty-five": b"\x12" * 35,
    "thirty-six": b"\x12" * 36,
    "eighty": b"\x01" + b"\xab" * 79,
}


def run(*command, given=None):
    return subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True).stdout


ALGORITHM = der(0x30, oid("1.2.840.10045.4.3.2"))
FROM, UNTIL = der(GENERALIZED, b"20200101000000Z"), der(GENERALIZED, b"20991231235959Z")


def signed(folder, inside):
    signature = run("openssl", "dgst", "-sha256", "-sign", f"{folder}/odd.key", given=inside)
    return der(0x30, inside, ALGORITHM, der(3, b"\0", signature))


def certificate(folder, key, subject, issuer, number, version=der(0xA0, der(2, b"\2"))):
    inside = der(0x30, version, der(2, number), ALGORITHM, issuer, der(0x30, FROM, UNTIL), subject, key)
    return ssl.DER_cert_to_PEM_cert(signed(folder, inside))


def revocations(folder, issuer, number):
    inside = der(0x30, der(2, b"\1"), ALGORITHM, issuer, FROM, UNTIL, der(0x30, der(0x30, der(2, number), FROM)))
    return ssl.DER_cert_to_PEM_cert(signed(folder, inside)).replace("CERTIFICATE", "X509 CRL")


def make(folder):
    with open(f"{folder}/p256.pem", "wb") as file:
        file.write(run("openssl", "ecparam", "-name", "prime256v1"))
    run("openssl", "genpkey", "-paramfile", f"{folder}/p256.pem", "-out", f"{folder}/odd.key")
    key = run("openssl", "pkey", "-in", f"{folder}/odd.key", "-pubout", "-outform", "DER")
    made = []
    for what, subject in NAMES.items():
        made.append((what, certificate(folder, key, subject, cn("Odd CA") if what in LONELY else subject, b"\1")))
    for what, (subject, issuer) in COMPARED.items():
        made.append((f"compared {what}", certificate(folder, key, subject, issuer, b"\1")))
    for what in LONELY:
        made.append((f"issuer {what}", certificate(folder, key, cn("x"), NAMES[what], b"\1")))
        made.append((f"issuer and subject {what}", certificate(folder, key, NAMES[what], NAMES[what], b"\1")))
    for what, number in NUMBERS.items():
        made.append((f"number {what}", certificate(folder, key, cn("x"), cn("y"), number)))
    # an authority whose name is spelt otherwise in what it has signed
    with open(f"{folder}/odd-ca.crt", "w") as file:
        file.write(certificate(folder, key, cn("Gr\u00fc\u00dfe CA"), cn("Gr\u00fc\u00dfe CA"), b"\7", b""))
    with open(f"{folder}/odd.crl", "w") as file:
        file.write(revocations(folder, cn("Gr\u00fc\u00dfe  ca".encode("utf-16-be"), BMP), b"\2"))
    for what, number in (("good", b"\1"), ("revoked", b"\2")):
        made.append((f"trusted {what}", certificate(folder, key, cn("x"), cn("Gr\u00fc\u00dfe CA".encode("latin-1"), T61), number)))
    made.append(("trusted of another", certificate(folder, key, cn("x"), cn("GR\u00dc\u00dfe CA"), b"\1")))
    for n, (what, pem) in enumerate(made):
        with open(f"{folder}/odd{n}.crt", "w") as file:
            file.write(pem)
    with open(f"{folder}/odd.list", "w") as file:
        file.write("\n".join(what for what, pem in made))


asked = []


def authorise(listener):
    while True:
        connection = listener.accept()[0]
        with connection:
            connection.settimeout(60)
            request = b""
            while not request.endswith(b"\r\n\r\n"):
                more = connection.recv(65536)
                if not more:
                    break
                request += more
            asked.append(request.decode("latin-1"))
            connection.sendall(b"HTTP/1.0 200 OK\r\nAuth-Status: no\r\n\r\n")


def told(folder, n, port, version):
    over = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    over.check_hostname = False
    over.verify_mode = ssl.CERT_NONE
    over.minimum_version = over.maximum_version = version
    try:
        over.load_cert_chain(f"{folder}/odd{n}.crt", f"{folder}/odd.key")
    except ssl.SSLError:
        return "not loaded"
    asked.clear()
    try:
        with socket.create_connection(("127.0.0.1", port)) as plain:
            plain.settimeout(60)
            with over.wrap_socket(plain) as c:
                lines = c.makefile("rb")
                first = lines.readline()
                if not first.startswith(b"* OK"):
                    return first.decode("latin-1").strip()
                c.sendall(b"a LOGIN user pass\r\n")
                lines.readline()
    except OSError as problem:
        return problem.reason if isinstance(problem, ssl.SSLError) else type(problem).__name__
    return "".join(re.findall(r"Auth-SSL-(?:Verify|Subject|Issuer|Serial): (?:.*?)\r\n(?=\S+: |\r\n)", asked[0], re.S)).replace("\r\n", "|")


def show(folder, port, trusting, auth):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", auth))
    listener.listen(16)
    threading.Thread(target=authorise, args=(listener,), daemon=True).start()
    with open(f"{folder}/odd.list") as file:
        for n, what in enumerate(file.read().split("\n")):
            text = told(folder, n, trusting if what.startswith("trusted ") else port, (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)[n % 2])
            print(f"{what}: {text}".encode("unicode_escape").decode("ascii"))


if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    show(sys.argv[2], *map(int, sys.argv[3:6]))
