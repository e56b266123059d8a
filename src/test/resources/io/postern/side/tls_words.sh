#!/bin/sh
# Makes, in the current folder, the good, odd and damaged files that tls_words.txt names.
set -e
authority() { # name, subject
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.crt" -days 30 -subj "$2"
}
certificate() { # name, kind of key
    openssl req -newkey "$2" -nodes -keyout "$1.key" -out "$1.csr" -subj /CN=localhost
    openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 10 -out "$1.crt"
}
selfsigned() { # name
    openssl req -x509 -key "$1.key" -out "$1.crt" -subj "/CN=$1" -days 9
}
block() { # type, base64
    printf -- '-----BEGIN %s-----\n%s-----END %s-----\n' "$1" "$2" "$1"
}

openssl ecparam -name prime256v1 -out p256.pem
authority ca "/CN=Lab CA"
authority ca2 "/CN=Other CA"
certificate rsa rsa:2048
certificate ec ec:p256.pem
openssl ecparam -name prime256v1 -genkey -noout -out ecother.key
openssl ecparam -name prime256v1 -genkey -out ecparams.key
openssl genpkey -algorithm ed25519 -out ed.key
for curve in secp384r1 secp521r1; do
    openssl ecparam -name $curve -genkey -noout -out $curve.key
    selfsigned $curve
done
openssl genrsa -out small.key 1024
openssl genrsa -out tiny.key 512
for name in ed small tiny; do selfsigned $name; done
openssl req -x509 -sha1 -key rsa.key -out sha1self.crt -subj /CN=localhost -days 9
openssl x509 -req -sha1 -in rsa.csr -CA ca.crt -CAkey ca.key -days 9 -out sha1.crt
openssl x509 -req -md5 -in rsa.csr -CA ca.crt -CAkey ca.key -days 9 -out md5.crt
openssl x509 -req -in rsa.csr -CA ca.crt -CAkey ca.key -days -1 -out late.crt

# chains, and certificates in odd clothes
cat rsa.crt ca.crt >chain.crt
cat ca.crt rsa.crt >chainwrong.crt
cat rsa.crt sha1.crt >chainsha1.crt
cat rsa.crt small.crt >chainsmall.crt
openssl x509 -in rsa.crt -trustout -out trusted.crt
openssl x509 -in rsa.crt -outform DER -out der.crt
openssl rsa -in rsa.key -outform DER -out der.key
openssl x509 -in rsa.crt -text >verbose.crt
for kind in crt key; do
    { printf '\357\273\277'; cat rsa.$kind; } >bom.$kind
    tr '\n' '\r' <rsa.$kind >cr.$kind
done
sed 's/CERTIFICATE/X509 CERTIFICATE/' rsa.crt >x509.crt
sed 's/CERTIFICATE/FOO/' rsa.crt >foo.crt
{ cat rsa.crt; block FOO "QUJD
"; } >foreign.crt
for kind in crt key; do
    sed 's/$/\r/' rsa.$kind >crlf.$kind
    { echo hello; cat rsa.$kind; echo bye; } >text.$kind
    sed '5s/./*/' rsa.$kind >badb64.$kind
    sed '$d' rsa.$kind >noend.$kind
    sed '$s/CERT/CORT/; $s/KEY/KAY/' rsa.$kind >badend.$kind
    sed '6d' rsa.$kind >cut.$kind
    sed '1s/-----$/----/' rsa.$kind >badbegin.$kind
done
for name in cut badb64 noend; do cat rsa.crt $name.crt >chain$name.crt; done
: >empty
echo garbage >garbage
mkdir dir
block CERTIFICATE "" >nothing.crt
block "PRIVATE KEY" "" >nothing.key
block CERTIFICATE "QUJD
" >abc.crt
block "PRIVATE KEY" "QUJD
" >abc.key
block CERTIFICATE "BAEA
" >wrongtag.crt
block "PRIVATE KEY" "BAEA
" >wrongtag.key
block "RSA PRIVATE KEY" "QUJD
" >abcrsa.key
block "X509 CRL" "QUJD
" >abc.crl
block "DH PARAMETERS" "QUJD
" >abc.dh

# keys in every form
openssl rsa -in rsa.key -traditional -out rsa-trad.key
openssl ec -in ec.key -out ec-sec1.key
for cipher in aes128 aes192 aes256 des3 des; do
    openssl rsa -in rsa.key -traditional -$cipher -passout pass:secret -out rsa-trad-$cipher.key
done
for cipher in aes128 aes256 des3; do
    openssl pkcs8 -topk8 -v2 $cipher -in rsa.key -passout pass:secret -out rsa-pkcs8-$cipher.key
done
for digest in SHA1 SHA224 SHA256 SHA384 SHA512; do
    openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWith$digest -in ec.key -passout pass:secret \
        -out ec-pkcs8-$(echo $digest | tr SHA sha).key
done
openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES -in rsa.key -passout pass:secret -out rsa-pkcs12.key
openssl pkcs8 -topk8 -scrypt -in rsa.key -passout pass:secret -out rsa-scrypt.key
sed '6d' rsa-pkcs8-aes256.key >enc-cut.key
sed 's/DEK-Info: .*/DEK-Info: AES-256-CBC,ZZ/' rsa-trad-aes256.key >enc-badiv.key
sed 's/DEK-Info: .*/DEK-Info: FOO-256-CBC,00112233445566778899AABBCCDDEEFF/' rsa-trad-aes256.key >enc-badcipher.key
sed '/DEK-Info/d' rsa-trad-aes256.key >enc-nodek.key
openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out ffdhe.pem

# revocation lists
: >index.txt
echo 01 >crlnumber
cat >crl.cnf <<X
[ca]
default_ca = d
[d]
database = index.txt
crlnumber = crlnumber
default_md = sha256
default_crl_days = 9
X
for name in ca ca2; do
    openssl ca -config crl.cnf -gencrl -keyfile $name.key -cert $name.crt -out $name.crl
done
openssl crl -in ca.crl -outform DER -out der.crl
sed '5s/./*/' ca.crl >badb64.crl
sed '$d' ca.crl >noend.crl
sed '3d' ca.crl >cut.crl
cat ca.crt ca.crl >withcert.crl
cat ca.crl ca2.crl >two.crl
cat ca.crl cut.crl >secondcut.crl
cat ca.crl badb64.crl >secondbad.crl
cat ca.crl ca.crt ca2.crl >mixed.crl
{ cat ca.crl; echo junk; } >junk.crl

# what only ssl_conf_command names
mkdir hash
cp ca.crt hash/$(openssl x509 -hash -noout -in ca.crt).0
cat ca.crt ca2.crt >two.crt

# ticket keys and passwords
for size in 0 1 47 48 49 50 79 80 81; do head -c $size /dev/urandom >t$size; done
printf 'wrong\r\n\nsecret' >pw
printf 'wrong\n' >pwwrong
: >pwempty
printf '\n\n\r\n' >pwblank
printf 'secret\r' >pwcr
printf '\357\273\277secret\n' >pwbom
printf 'sec\0ret\nsecret\n' >pwnul
printf 'secret \n' >pwspace
printf 'p\303\244ssw\303\266rd\n' >pwutf8
head -c 4096 /dev/zero | tr '\0' a >pw4096
head -c 4095 /dev/zero | tr '\0' a >pw4095
{ cat pw4095; echo; echo secret; } >pwlong
{ cat pw4096; echo; echo secret; } >pwlong2
