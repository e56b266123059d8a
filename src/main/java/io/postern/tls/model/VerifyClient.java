package io.postern.tls.model;

import java.util.Map;

/** The words of ssl_verify_client. */
public enum VerifyClient {
    OFF,
    ON,
    OPTIONAL,
    OPTIONAL_NO_CA;

    public static final Map<String, VerifyClient> WORDS =
            Map.of("off", OFF, "on", ON, "optional", OPTIONAL, "optional_no_ca", OPTIONAL_NO_CA);
}
