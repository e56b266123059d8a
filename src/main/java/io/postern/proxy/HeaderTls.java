package io.postern.proxy;

import io.postern.tls.TlsFacts;

/** What a PROXY protocol header of version 2 tells of the client's TLS (ngx_proxy_protocol_v2_eval_ssl). */
final class HeaderTls {
    private static final int ALPN = 0x01;
    private static final int AUTHORITY = 0x02;
    private static final int SSL = 0x20;
    private static final int VERSION = 0x21;
    private static final int COMMON_NAME = 0x22;
    private static final int CIPHER = 0x23;
    private static final int SIGNATURE = 0x24;
    private static final int KEY = 0x25;

    private static final int CLIENT_SSL = 1;
    private static final int CERTIFICATE_HERE = 2;
    private static final int CERTIFICATE_ONCE = 4;

    /** X509_V_ERR_UNSPECIFIED: no certificate. */
    private static final int UNSPECIFIED = 1;

    private HeaderTls() {}

    static void write(HeaderDraft header, TlsFacts tls) throws HeaderDraft.TooLong {
        TlsFacts.Handshake handshake = tls.handshake();
        field(header, AUTHORITY, handshake.serverName());
        field(header, ALPN, handshake.alpn());
        TlsFacts.Peer peer = handshake.peer();
        header.need(1 + Integer.BYTES, "SSL TLV");
        int start = header.size();
        header.write(SSL);
        header.word(0);
        header.write(CLIENT_SSL | (peer == null ? 0 : CERTIFICATE_ONCE | (handshake.resumed() ? 0 : CERTIFICATE_HERE)));
        int verdict = peer == null ? UNSPECIFIED : peer.verdict();
        header.word(verdict >> 16);
        header.word(verdict);
        field(header, VERSION, tls.protocol());
        if (peer != null && peer.commonName() != null) {
            header.field(COMMON_NAME, peer.commonName());
        }
        field(header, CIPHER, tls.cipher());
        field(header, SIGNATURE, handshake.signature());
        field(header, KEY, handshake.key());
        header.word(start + 1, header.size() - start - 3);
    }

    /** What is not known is not told. */
    private static void field(HeaderDraft header, int type, String value) throws HeaderDraft.TooLong {
        if (!value.isEmpty()) {
            header.field(type, value);
        }
    }
}
