package io.postern.tls;

import java.util.Map;

/** The words of ssl_protocols; SSLv2 and SSLv3 are understood and never spoken. */
public enum TlsVersion {
    SSL2("SSLv2"),
    SSL3("SSLv3"),
    TLS1_0("TLSv1"),
    TLS1_1("TLSv1.1"),
    TLS1_2("TLSv1.2"),
    TLS1_3("TLSv1.3");

    /** By ssl_protocols' words in lower case. */
    static final Map<String, TlsVersion> WORDS = Map.of(
            "sslv2", SSL2, "sslv3", SSL3, "tlsv1", TLS1_0, "tlsv1.1", TLS1_1, "tlsv1.2", TLS1_2, "tlsv1.3", TLS1_3);

    private final String word;

    TlsVersion(String word) {
        this.word = word;
    }

    /** nginx's and OpenSSL's word. */
    public String word() {
        return word;
    }
}
