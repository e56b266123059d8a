"""Takes a session from one server and shows its ticket to another: whether that one resumes it, shakes hands anew or falls.

Arguments: name=port of IMAP servers in TLS.
"""

import socket
import ssl
import sys

PORTS = {name: int(port) for name, port in (word.split("=") for word in sys.argv[1:])}
PATIENCE = 60


def shakes(over, port, session):
    with socket.create_connection(("127.0.0.1", port)) as plain:
        plain.settimeout(PATIENCE)
        with over.wrap_socket(plain, session=session) as c:
            c.recv(1000)
            c.sendall(b"a NOOP\r\n")
            c.recv(1000)
            return c.session_reused, c.session


for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
    for first in PORTS:
        over = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        over.check_hostname = False
        over.verify_mode = ssl.CERT_NONE
        over.minimum_version = over.maximum_version = version
        known = []
        for second in PORTS:
            _, session = shakes(over, PORTS[first], None)
            if shakes(over, PORTS[second], session)[0]:
                known.append(second)
        print(version.name, "a ticket of", first, "is known to", *known)
