package io.postern.tls.directives;

import io.postern.directive.Cycle;
import io.postern.tls.files.HashedFolder;
import io.postern.tls.files.Passwords;
import io.postern.tls.files.TlsException;
import io.postern.tls.files.TlsFiles;
import io.postern.tls.openssl.CipherSuite;
import io.postern.tls.openssl.OpenSslWords;
import io.postern.tls.openssl.SignatureSchemes;
import io.postern.tls.openssl.TlsVersion;
import io.postern.tls.openssl.VerifyMode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One ssl_conf_command (SSL_CONF_cmd(3), the names of configuration files). What our engines cannot honour is an error, unless it hurts nobody.
 *
 * @param name as written
 */
record ConfCommand(String name, String value) {
    /** Options that change nothing in nginx, such as those about renegotiations, which it always refuses. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "bugs",
            "ecdhsingle",
            "dhsingle",
            "noresumptiononrenegotiation",
            "antireplay",
            "unsafelegacyserverconnect",
            "unsafelegacyrenegotiation",
            "clientrenegotiation",
            "norenegotiation");

    /** Options that BoringSSL cannot be told, and whether it always does what they say. */
    private static final Map<String, Boolean> FIXED = Map.of(
            "emptyfragments", false,
            "middleboxcompat", true,
            "extendedmastersecret", true,
            "allownodhekex", false,
            "compression", false,
            "ktls", false,
            "prioritizechacha", false);

    /** Words for versions of DTLS, which nothing here speaks. */
    private static final Set<String> DATAGRAMS = Set.of("dtlsv1", "dtlsv1.2");

    private static final Set<String> AUTOMATIC = Set.of("automatic", "+automatic");
    private static final Set<String> CCM = Set.of("TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256");

    private static final Pattern LEADING_NUMBER = Pattern.compile("\\s*([-+]?\\d+)");
    private static final int LONGEST_RECORD = 16384;

    /** Does what the command says. */
    void apply(TlsBuilder tls, Cycle cycle) throws TlsException {
        CommandFiles files = new CommandFiles(words(), cycle);
        switch (name.toLowerCase(Locale.ROOT)) {
            case "protocol" -> protocol(tls);
            case "minprotocol" -> bound(tls, true);
            case "maxprotocol" -> bound(tls, false);
            case "cipherstring" -> tls.cipherList(value, words().step(), words().badValue());
            case "ciphersuites" -> suites(tls);
            case "curves", "groups" -> tls.groups(value, words().step(), words().badValue());
            case "ecdhparameters" -> {
                if (value.indexOf(':') >= 0) {
                    throw words().bad();
                }
                if (!AUTOMATIC.contains(value.toLowerCase(Locale.ROOT))) {
                    tls.groups(value, words().step(), words().badValue());
                }
            }
            case "signaturealgorithms" -> signatures(tls);
            case "options" -> options(tls);
            case "numtickets" -> {
                if (number() < 0) {
                    throw words().bad();
                }
                tls.ticketCount(number());
            }
            case "recordpadding" -> {
                if (number() > 1 && number() <= LONGEST_RECORD) {
                    ignored(tls, name);
                }
                if (number() < 0 || number() > LONGEST_RECORD) {
                    throw words().bad();
                }
            }
            case "certificate" -> files.with(true, file -> tls.certificate(file, TlsFiles.chain(file)));
            case "privatekey" -> files.with(true, file -> tls.key(file, TlsFiles.key(file, Passwords.NONE)));
            case "dhparameters" -> files.with(false, tls::decodedDhParameters);
            case "verifycafile" -> files.with(false, file -> tls.trustOnly(CommandFiles.authorities(file)));
            case "clientcafile", "requestcafile" -> files.with(false, file -> tls.request(TlsFiles.opened(file)));
            case "chaincafile" -> {
                files.with(false, CommandFiles::authorities);
                ignored(tls, name);
            }
            case "chaincapath" -> ignored(tls, name);
            case "clientcapath", "requestcapath" -> tls.request(files.inFolder(cycle.besideConf(value)));
            case "verifycapath" -> tls.trustOnly(HashedFolder.authorities(cycle.besideConf(value)));
            case "verifycastore" -> tls.trustOnly(files.inStore());
            case "clientcastore", "requestcastore" -> tls.request(files.inStore());
            case "chaincastore" -> {
                files.inStore();
                ignored(tls, name);
            }
            case "clientsignaturealgorithms" -> {
                if (SignatureSchemes.parse(value) == null) {
                    throw words().bad();
                }
                if (tls.asksClients()) {
                    throw cannot();
                }
            }
            case "verifymode" -> verifyMode(tls);
            case "serverinfofile" -> {
                files.with(false, CommandFiles::serverInfo);
                throw cannot();
            }
            default -> throw words().failed("error:0A000182:SSL routines::unknown cmd name:cmd=" + name);
        }
    }

    private void verifyMode(TlsBuilder tls) throws TlsException {
        Set<VerifyMode> modes = VerifyMode.changed(tls.verifyModes(), value);
        if (modes == null) {
            throw words().bad();
        }
        if (modes.contains(VerifyMode.LATER)) {
            throw cannot();
        }
        tls.verifyModes(modes);
    }

    private CommandWords words() {
        return new CommandWords(name, value);
    }

    /** What may be left out without harm to anybody. */
    private static void ignored(TlsBuilder tls, String what) {
        tls.warn("\"ssl_conf_command " + what + "\" is not supported by BoringSSL, ignored");
    }

    /** atoi(3). */
    private int number() {
        Matcher digits = LEADING_NUMBER.matcher(value);
        return digits.lookingAt() ? new BigInteger(digits.group(1)).intValue() : 0;
    }

    private TlsException cannot() {
        return TlsException.ofOurs(words().step() + " (not supported by BoringSSL)");
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
            } else if (DATAGRAMS.contains(version)) {
                meant = EnumSet.noneOf(TlsVersion.class);
            } else if (TlsVersion.WORDS.containsKey(version)) {
                meant = EnumSet.of(TlsVersion.WORDS.get(version));
            } else {
                throw words().bad();
            }
            if (off) {
                set.removeAll(meant);
            } else {
                set.addAll(meant);
            }
        }
        tls.protocols(set);
    }

    private void bound(TlsBuilder tls, boolean lowest) throws TlsException {
        if (value.equals("None") || (value.startsWith("DTLS") && DATAGRAMS.contains(value.toLowerCase(Locale.ROOT)))) {
            return;
        }
        TlsVersion bound = TlsVersion.WORDS.get(value.toLowerCase(Locale.ROOT));
        // unlike Protocol, this one is particular about capitals
        if (bound == null || bound == TlsVersion.SSL2 || !bound.word().equals(value)) {
            throw words().bad();
        }
        Set<TlsVersion> set = new HashSet<>(tls.protocols());
        set.removeIf(v -> lowest ? v.compareTo(bound) < 0 : v.compareTo(bound) > 0);
        tls.protocols(set);
    }

    /** BoringSSL picks TLSv1.3's suites by itself; a list leaves the server to the JDK's engine. */
    private void suites(TlsBuilder tls) throws TlsException {
        List<String> known = new ArrayList<>();
        List<String> suites = new ArrayList<>();
        for (String word : value.split(":", -1)) {
            String suite = word.trim();
            if (CipherSuite.TLS_1_3.contains(suite)) {
                suites.add(suite);
            } else if (CCM.contains(suite)) {
                known.add(suite);
            }
        }
        if (suites.isEmpty() && !known.isEmpty()) {
            throw cannot();
        }
        if (suites.isEmpty() && !value.isEmpty()) {
            throw words().failed(OpenSslWords.NO_CIPHER_MATCH + " " + words().badValue());
        }
        if (!known.isEmpty()) {
            tls.warn("ciphers " + String.join(":", known) + " are not supported, ignored");
        }
        tls.suites13(List.copyOf(suites));
    }

    private void signatures(TlsBuilder tls) throws TlsException {
        SignatureSchemes.Choice choice = SignatureSchemes.parse(value);
        if (choice == null) {
            throw words().bad();
        }
        if (choice.spoken().isEmpty()) {
            throw cannot();
        }
        tls.signatures(choice);
    }

    private void options(TlsBuilder tls) throws TlsException {
        for (String word : value.split(",", -1)) {
            String bare = word.trim();
            boolean on = !bare.startsWith("-");
            String option = (bare.startsWith("-") || bare.startsWith("+") ? bare.substring(1) : bare);
            switch (option.toLowerCase(Locale.ROOT)) {
                case "sessionticket" -> tls.tickets(on);
                case "serverpreference" -> tls.serverPrefers(on);
                case "canames" -> tls.namesAuthorities(on);
                case "encryptthenmac" -> {
                    // OpenSSL's default; BoringSSL never does it, and its CBC suites are constant-time
                }
                default -> {
                    Boolean always = FIXED.get(option.toLowerCase(Locale.ROOT));
                    if (always == null && !WITHOUT_EFFECT.contains(option.toLowerCase(Locale.ROOT))) {
                        throw words().bad();
                    }
                    if (always != null && always != on) {
                        ignored(tls, name + " " + (on ? "" : "-") + option);
                    }
                }
            }
        }
    }
}
