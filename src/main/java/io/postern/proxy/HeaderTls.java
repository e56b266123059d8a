package io.postern.proxy;

import io.postern.tls.TlsFacts;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

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

    static void write(ByteArrayOutputStream header, TlsFacts tls) {
        TlsFacts.Handshake handshake = tls.handshake();
        field(header, AUTHORITY, handshake.serverName());
        field(header, ALPN, handshake.alpn());
        TlsFacts.Peer peer = handshake.peer();
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        inner.write(CLIENT_SSL | (peer == null ? 0 : CERTIFICATE_ONCE | (handshake.resumed() ? 0 : CERTIFICATE_HERE)));
        int verdict = peer == null ? UNSPECIFIED : peer.verdict();
        word(inner, verdict >> 16);
        word(inner, verdict);
        field(inner, VERSION, tls.protocol());
        field(inner, COMMON_NAME, peer == null ? null : peer.commonName());
        field(inner, CIPHER, tls.cipher());
        field(inner, SIGNATURE, handshake.signature());
        field(inner, KEY, handshake.key());
        field(header, SSL, inner.toByteArray());
    }

    private static void field(ByteArrayOutputStream out, int type, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            field(out, type, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void field(ByteArrayOutputStream out, int type, byte[] value) {
        out.write(type);
        word(out, value.length);
        out.writeBytes(value);
    }

    private static void word(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }
}
