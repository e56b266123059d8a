package io.postern.http.exchange;

import io.postern.http.text.Escapes;
import io.postern.tls.TlsFacts;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a client's TLS came to, as variables (ngx_http_ssl_vars). */
final class TlsVariables {
    /** ASN1_TIME_print. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "MMM ppd HH:mm:ss yyyy 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private TlsVariables() {}

    /** The readers by their names; those of which the engine says nothing have no value. */
    static Map<String, Reader> all() {
        Map<String, Reader> all = new HashMap<>();
        for (String name : List.of("early_data", "client_sigalg", "sigalg", "ech_status", "ech_outer_server_name")) {
            all.put("ssl_" + name, x -> null);
        }
        all.put("ssl_protocol", x -> tls(x, TlsFacts::protocol));
        all.put("ssl_cipher", x -> tls(x, TlsFacts::cipher));
        all.put("ssl_ciphers", x -> handshake(x, h -> h.offer().ciphers()));
        all.put("ssl_curves", x -> handshake(x, h -> h.offer().curves()));
        all.put("ssl_sigalgs", x -> handshake(x, h -> h.offer().signatures()));
        all.put("ssl_curve", x -> handshake(x, TlsFacts.Handshake::group));
        all.put("ssl_session_id", x -> handshake(x, TlsFacts.Handshake::session));
        all.put("ssl_session_reused", x -> handshake(x, h -> h.resumed() ? "r" : "."));
        all.put("ssl_server_name", x -> handshake(x, TlsFacts.Handshake::serverName));
        all.put("ssl_alpn_protocol", x -> handshake(x, TlsFacts.Handshake::alpn));
        all.put("ssl_client_verify", x -> {
            TlsFacts facts = x.peer().tls();
            return facts != null && facts.certificate() == null ? "NONE" : told(x, TlsFacts.Certificate::verify);
        });
        all.put("ssl_client_s_dn", x -> told(x, TlsFacts.Certificate::subject));
        all.put("ssl_client_i_dn", x -> told(x, TlsFacts.Certificate::issuer));
        all.put("ssl_client_serial", x -> told(x, TlsFacts.Certificate::serial));
        all.put("ssl_client_fingerprint", x -> told(x, TlsFacts.Certificate::fingerprint));
        all.put("ssl_client_raw_cert", x -> told(x, TlsFacts.Certificate::pem));
        all.put("ssl_client_cert", x -> told(x, c -> c.pem().strip().replace("\n", "\n\t")));
        all.put("ssl_client_escaped_cert", x -> told(x, c -> Escapes.component(c.pem())));
        all.put("ssl_client_s_dn_legacy", x -> told(x, TlsFacts.Certificate::subjectOnOneLine));
        all.put("ssl_client_i_dn_legacy", x -> told(x, TlsFacts.Certificate::issuerOnOneLine));
        all.put("ssl_client_v_start", x -> certificate(x, c -> time(c.getNotBefore())));
        all.put("ssl_client_v_end", x -> certificate(x, c -> time(c.getNotAfter())));
        all.put("ssl_client_v_remain", x -> certificate(x, c -> daysUntil(c.getNotAfter())));
        return all;
    }

    private static String time(Date date) {
        return TIME.format(date.toInstant());
    }

    /** Whole days; none for a certificate that has expired. */
    private static String daysUntil(Date end) {
        return String.valueOf(
                Math.max(0, Duration.between(Instant.now(), end.toInstant()).toDays()));
    }

    private static @Nullable String tls(Exchange x, Function<TlsFacts, String> part) {
        TlsFacts facts = x.peer().tls();
        return facts == null ? null : part.apply(facts);
    }

    private static @Nullable String handshake(Exchange x, Function<TlsFacts.Handshake, String> part) {
        String value = tls(x, facts -> part.apply(facts.handshake()));
        return value == null || value.isEmpty() ? null : value;
    }

    private static @Nullable String told(Exchange x, Function<TlsFacts.Certificate, String> part) {
        TlsFacts facts = x.peer().tls();
        TlsFacts.Certificate c = facts == null ? null : facts.certificate();
        String value = c == null ? null : part.apply(c);
        return value == null || value.isEmpty() ? null : value;
    }

    private static @Nullable String certificate(Exchange x, Function<X509Certificate, String> part) {
        TlsFacts facts = x.peer().tls();
        TlsFacts.Certificate c = facts == null ? null : facts.certificate();
        X509Certificate certificate = c == null ? null : c.read();
        return certificate == null ? null : part.apply(certificate);
    }
}
