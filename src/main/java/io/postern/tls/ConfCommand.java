package io.postern.tls;

import io.postern.directive.Cycle;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One ssl_conf_command (SSL_CONF_cmd(3), the names of configuration files). What our engines cannot honour is an error.
 *
 * @param name as written
 */
record ConfCommand(String name, String value) {
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "bugs",
            "emptyfragments",
            "ecdhsingle",
            "dhsingle",
            "middleboxcompat",
            "noresumptiononrenegotiation",
            "extendedmastersecret",
            "antireplay",
            "ignoreunexpectedeof",
            "canames",
            "prioritizechacha",
            "unsafelegacyserverconnect",
            "norenegotiation",
            "allownodhekex",
            "preferdhekex",
            "strictcertcheck");
    private static final Set<String> KNOWN = Set.of(
            "ciphersuites",
            "recordpadding",
            "clientsignaturealgorithms",
            "verifymode",
            "verifycapath",
            "verifycafile",
            "chaincafile",
            "chaincapath",
            "serverinfofile",
            "requestcafile",
            "clientcafile",
            "requestcapath",
            "clientcapath");

    /** Does what the command says. */
    void apply(TlsBuilder tls, Cycle cycle) throws TlsException {
        switch (name.toLowerCase(Locale.ROOT)) {
            case "protocol" -> protocol(tls);
            case "minprotocol" -> bound(tls, true);
            case "maxprotocol" -> bound(tls, false);
            case "cipherstring" -> tls.cipherList(value, failed(OpenSslWords.NO_CIPHER_MATCH + " " + badValue()));
            case "ciphersuites" -> suites(tls);
            case "curves", "groups", "ecdhparameters" ->
                tls.groups(value, "SSL_CONF_cmd(\"" + name + "\", \"" + value + "\") failed");
            case "signaturealgorithms" -> {
                List<Integer> codes = SignatureSchemes.parse(value);
                if (codes == null) {
                    throw new TlsException(failed(badValue()));
                }
                tls.signatures(codes);
            }
            case "options" -> options(tls);
            case "numtickets" -> {
                if (!value.matches("[0-9]{1,4}")) {
                    throw new TlsException(failed(badValue()));
                }
                tls.ticketCount(Integer.parseInt(value));
            }
            case "certificate" -> {
                String file = cycle.besideConf(value);
                try {
                    tls.certificate(file, TlsFiles.chain(file));
                } catch (TlsException e) {
                    throw unread(file, e);
                }
            }
            case "privatekey" -> {
                String file = cycle.besideConf(value);
                try {
                    tls.key(file, TlsFiles.key(file, List.of()));
                } catch (TlsException e) {
                    throw unread(file, e);
                }
            }
            case "dhparameters" -> tls.dhParameters(cycle.besideConf(value));
            case "verifycafile" -> tls.trust(TlsFiles.authorities(cycle.besideConf(value)));
            default -> {
                if (KNOWN.contains(name.toLowerCase(Locale.ROOT))) {
                    throw cannot();
                }
                throw new TlsException(failed("error:0A000182:SSL routines::unknown cmd name:cmd=" + name));
            }
        }
    }

    /** nginx names the command, OpenSSL's reason stands in its parentheses. */
    private TlsException unread(String file, TlsException e) {
        String said = String.valueOf(e.getMessage());
        int reason = said.indexOf("(SSL: ");
        return new TlsException("SSL_CONF_cmd(\"" + name + "\", \"" + file + "\") failed "
                + (reason < 0 ? "(SSL: " + said + ")" : said.substring(reason)));
    }

    private String failed(String why) {
        return "SSL_CONF_cmd(\"" + name + "\", \"" + value + "\") failed (SSL: " + why + ")";
    }

    private String badValue() {
        return "error:0A000180:SSL routines::bad value:cmd=" + name + ", value=" + value;
    }

    private TlsException cannot() {
        return new TlsException(
                "SSL_CONF_cmd(\"" + name + "\", \"" + value + "\") failed (not supported by BoringSSL)");
    }

    private void protocol(TlsBuilder tls) throws TlsException {
        Set<TlsVersion> set = new HashSet<>(tls.protocols());
        for (String word : value.split(",", -1)) {
            String bare = word.trim();
            boolean off = bare.startsWith("-");
            String version = (off || bare.startsWith("+") ? bare.substring(1) : bare).toLowerCase(Locale.ROOT);
            Set<TlsVersion> meant;
            if (version.equals("all")) {
                meant = EnumSet.allOf(TlsVersion.class);
            } else if (TlsVersion.WORDS.containsKey(version)) {
                meant = EnumSet.of(version(version));
            } else {
                throw new TlsException(failed(badValue()));
            }
            if (off) {
                set.removeAll(meant);
            } else {
                set.addAll(meant);
            }
        }
        tls.protocols(set);
    }

    private TlsVersion version(String word) throws TlsException {
        TlsVersion version = TlsVersion.WORDS.get(word.toLowerCase(Locale.ROOT));
        if (version == null) {
            throw new TlsException(failed(badValue()));
        }
        return version;
    }

    private void bound(TlsBuilder tls, boolean lowest) throws TlsException {
        if (value.equalsIgnoreCase("None")) {
            return;
        }
        TlsVersion bound = version(value);
        Set<TlsVersion> set = new HashSet<>(tls.protocols());
        set.removeIf(v -> lowest ? v.compareTo(bound) < 0 : v.compareTo(bound) > 0);
        tls.protocols(set);
    }

    /** BoringSSL picks TLSv1.3's suites by itself; a list leaves the server to the JDK's engine. */
    private void suites(TlsBuilder tls) throws TlsException {
        List<String> suites = value.isEmpty() ? List.of() : Arrays.asList(value.split(":", -1));
        for (String suite : suites) {
            if (!CipherSuite.TLS_1_3.contains(suite)) {
                if (suite.startsWith("TLS_AES_128_CCM")) {
                    throw cannot();
                }
                throw new TlsException(failed(OpenSslWords.NO_CIPHER_MATCH + " " + badValue()));
            }
        }
        tls.suites13(List.copyOf(suites));
    }

    private void options(TlsBuilder tls) throws TlsException {
        for (String word : value.split(",", -1)) {
            String bare = word.trim();
            boolean on = !bare.startsWith("-");
            String option = (bare.startsWith("-") || bare.startsWith("+") ? bare.substring(1) : bare);
            switch (option.toLowerCase(Locale.ROOT)) {
                case "sessionticket" -> tls.tickets(on);
                case "serverpreference" -> tls.serverPrefers(on);
                case "encryptthenmac" -> {
                    // OpenSSL's default; BoringSSL never does it, and its CBC suites are constant-time
                }
                case "compression",
                        "unsafelegacyrenegotiation",
                        "ktls",
                        "txcertificatecompression",
                        "rxcertificatecompression" -> {
                    if (on) {
                        throw cannot();
                    }
                }
                default -> {
                    if (!WITHOUT_EFFECT.contains(option.toLowerCase(Locale.ROOT))) {
                        throw new TlsException(failed(badValue()));
                    }
                }
            }
        }
    }
}
