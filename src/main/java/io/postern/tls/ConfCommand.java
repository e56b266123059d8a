package io.postern.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.directive.Cycle;
import io.postern.directive.Errno;
import io.postern.lang.FileName;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One ssl_conf_command (SSL_CONF_cmd(3), the names of configuration files). What our engines cannot honour is an error, unless it hurts nobody.
 *
 * @param name as written
 */
record ConfCommand(String name, String value) {
    /** Options that change nothing that nginx ever does; renegotiations it refuses whatever they say. */
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

    /** Options that BoringSSL cannot be told, and whether that is what it does anyway. */
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
        switch (name.toLowerCase(Locale.ROOT)) {
            case "protocol" -> protocol(tls);
            case "minprotocol" -> bound(tls, true);
            case "maxprotocol" -> bound(tls, false);
            case "cipherstring" -> tls.cipherList(value, step(value), badValue());
            case "ciphersuites" -> suites(tls);
            case "curves", "groups" -> tls.groups(value, step(value), badValue());
            case "ecdhparameters" -> {
                if (value.indexOf(':') >= 0) {
                    throw new TlsException(failed(badValue()));
                }
                if (!AUTOMATIC.contains(value.toLowerCase(Locale.ROOT))) {
                    tls.groups(value, step(value), badValue());
                }
            }
            case "signaturealgorithms" -> signatures(tls);
            case "options" -> options(tls);
            case "numtickets" -> {
                if (number() < 0) {
                    throw new TlsException(failed(badValue()));
                }
                tls.ticketCount(number());
            }
            case "recordpadding" -> {
                if (number() > 1 && number() <= LONGEST_RECORD) {
                    ignored(tls, name);
                }
                if (number() < 0 || number() > LONGEST_RECORD) {
                    throw new TlsException(failed(badValue()));
                }
            }
            case "certificate" -> file(cycle, true, file -> tls.certificate(file, TlsFiles.chain(file)));
            case "privatekey" -> file(cycle, true, file -> tls.key(file, TlsFiles.key(file, Passwords.NONE)));
            case "dhparameters" -> file(cycle, false, tls::decodedDhParameters);
            case "verifycafile" -> file(cycle, false, file -> tls.trustOnly(authorities(file)));
            case "clientcafile", "requestcafile" -> file(cycle, false, file -> tls.request(TlsFiles.opened(file)));
            case "chaincafile" -> {
                file(cycle, false, ConfCommand::authorities);
                ignored(tls, name);
            }
            case "chaincapath" -> ignored(tls, name);
            case "clientcapath", "requestcapath" -> tls.request(inFolder(cycle.besideConf(value)));
            case "verifycapath" -> tls.trustOnly(HashedFolder.authorities(cycle.besideConf(value)));
            case "verifycastore" -> tls.trustOnly(inStore());
            case "clientcastore", "requestcastore" -> tls.request(inStore());
            case "chaincastore" -> {
                inStore();
                ignored(tls, name);
            }
            case "clientsignaturealgorithms" -> {
                if (SignatureSchemes.parse(value) == null) {
                    throw new TlsException(failed(badValue()));
                }
                if (tls.asksClients()) {
                    throw cannot();
                }
            }
            case "verifymode" -> verifyMode(tls);
            case "serverinfofile" -> {
                file(cycle, false, ConfCommand::serverInfo);
                throw cannot();
            }
            default -> throw new TlsException(failed("error:0A000182:SSL routines::unknown cmd name:cmd=" + name));
        }
    }

    /** The authorities in a folder, those of each file as far as they can be read. */
    private List<X509Certificate> inFolder(String folder) throws TlsException {
        List<X509Certificate> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(FileName.path(folder))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                found.addAll(TlsFiles.readable(FileName.bytes(file.toString())));
            }
        } catch (IOException e) {
            int errno = Errno.of(e);
            throw new TlsException(step(folder)
                    + OpenSslWords.inParentheses(
                            OpenSslWords.cannotList(folder, errno, Errno.words(errno)), badValue(folder)));
        }
        return found;
    }

    /** A store has authorities with nothing around them that counts; that a file has none is no error. */
    private static List<X509Certificate> authorities(String file) throws TlsException {
        List<X509Certificate> found = TlsFiles.opened(file);
        if (found.isEmpty()) {
            throw new TlsException("(SSL: " + OpenSslWords.NOTHING_FOUND + ")");
        }
        return found;
    }

    /** What stands at a URI: OpenSSL's one store is that of files and folders, and it is not looked for beside nginx.conf. */
    private List<X509Certificate> inStore() throws TlsException {
        String path = TlsFiles.ofStore(value);
        if (path == null) {
            throw new TlsException(failed(OpenSslWords.notInStore(value) + " " + badValue()));
        }
        return Files.isDirectory(FileName.path(path)) ? inFolder(path) : TlsFiles.readable(path);
    }

    private void verifyMode(TlsBuilder tls) throws TlsException {
        Set<VerifyMode> modes = VerifyMode.changed(tls.verifyModes(), value);
        if (modes == null) {
            throw new TlsException(failed(badValue()));
        }
        if (modes.contains(VerifyMode.LATER)) {
            throw cannot();
        }
        tls.verifyModes(modes);
    }

    private static void serverInfo(String file) throws TlsException {
        try {
            String text = Files.readString(FileName.path(file), ISO_8859_1);
            if (text.contains("-----BEGIN SERVERINFO")) {
                return;
            }
            if (text.contains("-----BEGIN ")) {
                throw new TlsException(OpenSslWords.NAME_TOO_SHORT);
            }
        } catch (IOException e) {
            int errno = Errno.of(e);
            if (!Files.isDirectory(FileName.path(file))) {
                throw new TlsException("(SSL: " + OpenSslWords.cannotOpen(file, errno, Errno.words(errno)) + ")");
            }
        }
        throw new TlsException(OpenSslWords.NO_EXTENSIONS);
    }

    /** What may be left out without harm to anybody. */
    private static void ignored(TlsBuilder tls, String what) {
        tls.warn("\"ssl_conf_command " + what + "\" is not supported by BoringSSL, ignored");
    }

    private interface Reading {
        void of(String file) throws TlsException;
    }

    /** A command that names a file: nginx names the command and the file, OpenSSL's reason stands in parentheses. */
    private void file(Cycle cycle, boolean ours, Reading reading) throws TlsException {
        String file = cycle.besideConf(value);
        try {
            reading.of(file);
        } catch (TlsException e) {
            String said = String.valueOf(e.getMessage());
            int at = said.indexOf("(SSL: ");
            String reason = at < 0 ? said : said.substring(at + 6, said.length() - 1);
            boolean pem = reason.startsWith(OpenSslWords.PEM) || reason.equals(OpenSslWords.NO_KEY);
            String words = reason.startsWith(OpenSslWords.SYSTEM) ? unopened(reason, ours) : reason;
            throw new TlsException(step(file)
                    + OpenSslWords.inParentheses(words + (ours && pem ? OpenSslWords.PEM_LIB : ""), badValue(file)));
        }
    }

    /** Who opened the file tells in its own way that it could not. */
    private String unopened(String reason, boolean ours) {
        boolean store = name.equalsIgnoreCase("VerifyCAFile") || name.equalsIgnoreCase("ChainCAFile");
        return store
                ? reason + " error:05880002:x509 certificate routines::system lib"
                : reason.replace(OpenSslWords.NO_SUCH_FILE, OpenSslWords.SYSTEM_LIB)
                        + (ours || name.equalsIgnoreCase("ServerInfoFile") ? OpenSslWords.SSL_SYSTEM_LIB : "");
    }

    private String step(String argument) {
        return "SSL_CONF_cmd(\"" + name + "\", \"" + argument + "\") failed";
    }

    private String failed(String why) {
        return step(value) + " (SSL: " + why + ")";
    }

    private String badValue() {
        return badValue(value);
    }

    private String badValue(String argument) {
        return "error:0A000180:SSL routines::bad value:cmd=" + name + ", value=" + argument;
    }

    /** atoi(3). */
    private int number() {
        Matcher digits = LEADING_NUMBER.matcher(value);
        return digits.lookingAt() ? new BigInteger(digits.group(1)).intValue() : 0;
    }

    private TlsException cannot() {
        return TlsException.ofOurs(step(value) + " (not supported by BoringSSL)");
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

    private void bound(TlsBuilder tls, boolean lowest) throws TlsException {
        if (value.equals("None") || (value.startsWith("DTLS") && DATAGRAMS.contains(value.toLowerCase(Locale.ROOT)))) {
            return;
        }
        TlsVersion bound = TlsVersion.WORDS.get(value.toLowerCase(Locale.ROOT));
        // unlike Protocol, this one is particular about capitals
        if (bound == null || bound == TlsVersion.SSL2 || !bound.word().equals(value)) {
            throw new TlsException(failed(badValue()));
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
            throw new TlsException(failed(OpenSslWords.NO_CIPHER_MATCH + " " + badValue()));
        }
        if (!known.isEmpty()) {
            tls.warn("ciphers " + String.join(":", known) + " are not supported, ignored");
        }
        tls.suites13(List.copyOf(suites));
    }

    private void signatures(TlsBuilder tls) throws TlsException {
        SignatureSchemes.Choice choice = SignatureSchemes.parse(value);
        if (choice == null) {
            throw new TlsException(failed(badValue()));
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
                        throw new TlsException(failed(badValue()));
                    }
                    if (always != null && always != on) {
                        ignored(tls, name + " " + (on ? "" : "-") + option);
                    }
                }
            }
        }
    }
}
