#!/bin/sh
# Makes, in the current folder, the keys and certificates that tls_talk.py and tls.conf name.
set -e
openssl ecparam -name prime256v1 -out p256.pem
authority() {
    openssl req -x509 -newkey ec:p256.pem -nodes -keyout "$1.key" -out "$1.crt" -days 30 -subj "$2"
}
certificate() { # name, subject, kind of key
    openssl req -newkey "$3" -nodes -keyout "$1.key" -out "$1.csr" -utf8 -subj "$2"
    openssl x509 -req -in "$1.csr" -CA "${4:-ca}.crt" -CAkey "${4:-ca}.key" -CAcreateserial -days "${5:-10}" -out "$1.crt"
}
authority ca "/CN=Post CA"
authority otherca "/CN=Other CA"
certificate rsa "/CN=first.example.org" rsa:2048
certificate ec "/CN=first.example.org" ec:p256.pem
certificate rsa2 "/CN=second.example.org" rsa:2048
certificate ec2 "/CN=second.example.org" ec:p256.pem
certificate client "/C=DE/O=Post/CN=alice/emailAddress=alice@example.org" rsa:2048
certificate odd '/CN=Zo\+e, "=;<x>#\\ü/OU= blank /O=Grüße 中文/DC=example/UID=z/serialNumber=7' ec:p256.pem
certificate stranger "/CN=mallory" ec:p256.pem otherca
certificate late "/CN=late" ec:p256.pem ca -1
head -c 80 /dev/urandom >ticket.key
