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
head -c 48 /dev/urandom >ticket48.key

# what a judge of clients' certificates may meet: name, subject, issuer, extensions, more of openssl x509
signed() {
    openssl req -newkey ${6:-ec:p256.pem} -nodes -keyout "$1.key" -out "$1.csr" -subj "$2"
    printf '%b' "$4" >"$1.ext"
    openssl x509 -req -in "$1.csr" -CA "$3.crt" -CAkey "$3.key" -CAcreateserial -extfile "$1.ext" -days 10 $5 -out "$1.own"
    cat "$1.own" >"$1.crt"
}
behind() { # name, the issuers that it sends along
    name=$1
    shift
    for issuer in "$@"; do cat "$issuer.own"; done >>"$name.crt"
}
CA='basicConstraints=critical,CA:TRUE'
signed middle "/CN=Middle CA" ca "$CA\nkeyUsage=keyCertSign,cRLSign\n"
signed lower "/CN=Lower CA" middle "$CA\n"
signed short "/CN=Short CA" ca "$CA,pathlen:0\n"
signed under "/CN=Under CA" short "$CA\n"
signed nosign "/CN=No signing CA" ca "$CA\nkeyUsage=digitalSignature\n"
for name in middle lower short under nosign; do signed of$name "/CN=of $name" $name ""; done
behind ofmiddle middle
behind oflower lower middle
behind ofshort short
behind ofunder under short
behind ofnosign nosign
signed alone "/CN=alone" middle ""
signed server "/CN=server" ca "extendedKeyUsage=serverAuth\n"
signed critical "/CN=critical" ca "1.2.3.4=critical,ASN1:NULL\n"
signed sha1 "/CN=sha1" ca "" -sha1
signed small "/CN=small" ca "" "" rsa:1024
signed revoked "/CN=revoked" ca ""
signed ofrevoked "/CN=of revoked" middle ""
behind ofrevoked middle
: >index.txt
echo 01 >crlnumber
printf '[ca]\ndefault_ca = d\n[d]\ndatabase = index.txt\ncrlnumber = crlnumber\ndefault_md = sha256\ndefault_days = 9\n' >crl.cnf
openssl ca -config crl.cnf -revoke revoked.own -keyfile ca.key -cert ca.crt
openssl ca -config crl.cnf -gencrl -keyfile ca.key -cert ca.crt -crldays 9 -out ca.crl
openssl ca -config crl.cnf -gencrl -keyfile ca.key -cert ca.crt -crl_lastupdate 20200101000000Z -crl_nextupdate 20210101000000Z -out old.crl
: >index.txt
openssl ca -config crl.cnf -revoke ofrevoked.own -keyfile middle.key -cert middle.own
openssl ca -config crl.cnf -gencrl -keyfile middle.key -cert middle.own -crldays 9 -out middle.crl
cat ca.crl middle.crl >both.crl
cat ca.crt middle.own >both.pem
