package io.postern.tls.openssl;

import java.util.Map;

/** The words of ssl_protocols; SSLv2 and SSLv3 are understood and never spoken. */
public enum TlsVersion {
    SSL2("SSLv2", 0x0200),
    SSL3("SSLv3", 0x0300),
    TLS1_0("TLSv1", 0x0301),
    TLS1_1("TLSv1.1", 0x0302),
    TLS1_2("TLSv1.2", 0x0303),
    TLS1_3("TLSv1.3", 0x0304);

    /** By ssl_protocols' words in lower case. */
    public static final Map<String, TlsVersion> WORDS = Map.of(
            "sslv2", SSL2, "sslv3", SSL3, "tlsv1", TLS1_0, "tlsv1.1", TLS1_1, "tlsv1.2", TLS1_2, "tlsv1.3", TLS1_3);

    private final String word;
    private final int number;

    TlsVersion(String word, int number) {
        this.word = word;
        this.number = number;
    }

    /** As it stands in messages. */
    public int number() {
        return number;
    }

    /** nginx's and OpenSSL's word. */
    public String word() {
        return word;
    }
}
