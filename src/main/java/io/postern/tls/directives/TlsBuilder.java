package io.postern.tls.directives;

import io.postern.directive.Types;
import io.postern.tls.engine.Encryptions;
import io.postern.tls.files.TicketKey;
import io.postern.tls.files.TlsException;
import io.postern.tls.files.TlsFiles;
import io.postern.tls.files.TlsObjects;
import io.postern.tls.hello.SignatureChoice;
import io.postern.tls.model.ClientTrust;
import io.postern.tls.model.Identity;
import io.postern.tls.model.Resumption;
import io.postern.tls.model.SessionCache;
import io.postern.tls.model.Speech;
import io.postern.tls.model.TlsMaterial;
import io.postern.tls.model.VerifyClient;
import io.postern.tls.openssl.CipherString;
import io.postern.tls.openssl.CipherSuite;
import io.postern.tls.openssl.Groups;
import io.postern.tls.openssl.OpenSslWords;
import io.postern.tls.openssl.SecurityLevel;
import io.postern.tls.openssl.SignatureSchemes;
import io.postern.tls.openssl.TlsVersion;
import io.postern.tls.openssl.VerifyMode;
import io.postern.tls.x509.ByName;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One server's TLS while it is put together: nginx's SSL_CTX between ngx_ssl_create and the last ssl_conf_command. */
final class TlsBuilder {
    private final List<String> warnings = new ArrayList<>();
    private final List<String> notOfBoring = new ArrayList<>();
    private final Set<X509Certificate> trusted = new LinkedHashSet<>();
    private final Identities identities;
    private SecurityLevel level = SecurityLevel.DEFAULT;
    private Set<TlsVersion> protocols = EnumSet.noneOf(TlsVersion.class);
    private List<CipherSuite> ciphers = List.of();
    private @Nullable List<String> suites13;
    private boolean serverPrefers;
    private List<String> groups = Groups.AUTO;
    private List<Integer> signatures = List.of();
    private List<X509Certificate> announced = List.of();
    private List<X509Certificate> requested = List.of();
    private List<X509CRL> revocations = List.of();
    private Set<VerifyMode> verifyModes = Set.of();
    private boolean namesAuthorities = true;
    private @Nullable Set<X509Certificate> onlyTrusted;
    private boolean choosesSignatures;
    private boolean tickets = true;
    private boolean ownParameters;
    private int ticketCount = Resumption.TICKETS;

    TlsBuilder(TlsObjects objects) {
        identities = new Identities(objects, level);
    }

    void protocols(Set<TlsVersion> all) {
        protocols = all.isEmpty() ? EnumSet.noneOf(TlsVersion.class) : EnumSet.copyOf(all);
    }

    Set<TlsVersion> protocols() {
        return protocols;
    }

    /** Sets the cipher list. Suites that OpenSSL has and BoringSSL lacks are a warning, as long as others are left. */
    void ciphers(String words) throws TlsException {
        String text = Types.cString(words);
        cipherList(text, "SSL_CTX_set_cipher_list(\"" + words + "\") failed", "");
    }

    /**
     * The same for ssl_ciphers and for ssl_conf_command.
     *
     * @param step what fails where the list is bad
     * @param behind what is said behind OpenSSL's words
     */
    void cipherList(String text, String step, String behind) throws TlsException {
        try {
            ciphers = CipherString.select(text);
        } catch (CipherString.InvalidCommand e) {
            throw new TlsException(step + OpenSslWords.inParentheses(OpenSslWords.INVALID_COMMAND, behind));
        }
        if (ciphers.isEmpty()) {
            throw new TlsException(step + OpenSslWords.inParentheses(OpenSslWords.NO_CIPHER_MATCH, behind));
        }
        level = new SecurityLevel(CipherString.securityLevel(text, level.level()));
        identities.level(level);
        Set<String> words = Set.of(text.split("[:;, ]+", -1));
        List<String> named = ciphers.stream()
                .filter(suite -> !suite.boring() && words.contains(suite.name()))
                .map(CipherSuite::name)
                .toList();
        if (!named.isEmpty() && ciphers.stream().anyMatch(CipherSuite::boring)) {
            notOfBoring.add("ciphers " + String.join(":", named) + " are not supported by BoringSSL, ignored");
        }
    }

    void suites13(List<String> suites) {
        suites13 = suites;
    }

    void serverPrefers(boolean prefer) {
        serverPrefers = prefer;
    }

    /** Sets the groups of the key exchange; the parameters as for {@link #cipherList}. */
    void groups(String list, String step, String behind) throws TlsException {
        try {
            Groups.Choice choice = Groups.choose(list);
            if (choice.spoken().isEmpty()) {
                throw TlsException.ofOurs(step + " (none of these curves is supported by BoringSSL)");
            }
            if (!choice.unspoken().isEmpty()) {
                notOfBoring.add(
                        "curves " + String.join(":", choice.unspoken()) + " are not supported by BoringSSL, ignored");
            }
            groups = choice.spoken();
        } catch (Groups.BadList e) {
            throw new TlsException(step + OpenSslWords.inParentheses(String.valueOf(e.getMessage()), behind));
        }
    }

    /** Sets the signature schemes of ours: their code points, and the names of those that BoringSSL lacks. */
    void signatures(SignatureSchemes.Choice choice) {
        if (!choice.unspoken().isEmpty()) {
            notOfBoring.add("signature algorithms " + String.join(":", choice.unspoken())
                    + " are not supported by BoringSSL, ignored");
        }
        signatures = choice.spoken();
        choosesSignatures = true;
    }

    void verifyModes(Set<VerifyMode> modes) {
        verifyModes = modes;
    }

    Set<VerifyMode> verifyModes() {
        return verifyModes;
    }

    /** Whether clients are asked for certificates. */
    boolean asksClients() {
        return verifyModes.contains(VerifyMode.PEER);
    }

    /** Whether clients who are asked are sent the authorities' names. */
    void namesAuthorities(boolean names) {
        namesAuthorities = names;
    }

    /** Trusts these instead of what ssl_client_certificate and ssl_trusted_certificate name; ssl_crl does not apply to them. */
    void trustOnly(List<X509Certificate> authorities) {
        if (onlyTrusted == null) {
            onlyTrusted = new LinkedHashSet<>();
        }
        onlyTrusted.addAll(authorities);
    }

    /** Sets the names that clients are sent where ssl_client_certificate does not say any. */
    void request(List<X509Certificate> authorities) {
        requested = authorities;
    }

    void certificate(String name, List<X509Certificate> chain) throws TlsException {
        identities.certificate(name, chain);
    }

    void key(String name, PrivateKey key) throws TlsException {
        identities.key(name, key);
    }

    void announce(List<X509Certificate> authorities) {
        announced = authorities;
        trusted.addAll(authorities);
    }

    void trust(List<X509Certificate> authorities) {
        trusted.addAll(authorities);
    }

    void revoke(List<X509CRL> lists) {
        revocations = lists;
    }

    void dhParameters(String name) throws TlsException {
        TlsFiles.checkDhParameters(name, level);
        parametersAreChecked();
    }

    /** The same for ssl_conf_command, whose file is read by OpenSSL's decoder. */
    void decodedDhParameters(String name) throws TlsException {
        TlsFiles.checkDecodedDhParameters(name, level);
        parametersAreChecked();
    }

    private void parametersAreChecked() {
        ownParameters = true;
        notOfBoring.add("\"ssl_dhparam\" has no effect: BoringSSL has no finite-field Diffie-Hellman");
    }

    void tickets(boolean on) {
        tickets = on;
    }

    void ticketCount(int count) {
        ticketCount = count;
    }

    void warn(String text) {
        warnings.add(text);
    }

    /** What the engine of this material will not do, for the operator. */
    List<String> warnings(TlsMaterial built) {
        List<String> all = new ArrayList<>(warnings);
        if (Encryptions.byBoring(built)) {
            all.addAll(notOfBoring);
            Set<TlsVersion> unspoken = new TreeSet<>(protocols);
            unspoken.removeAll(built.speech().withoutGap());
            unspoken.removeAll(Set.of(TlsVersion.SSL2, TlsVersion.SSL3));
            if (!unspoken.isEmpty()) {
                all.add(unspoken.stream().map(TlsVersion::word).collect(Collectors.joining(" "))
                        + " below a gap in the versions not supported by BoringSSL, ignored");
            }
            if (ticketCount != Resumption.TICKETS) {
                all.add("\"ssl_conf_command NumTickets\" is not supported by BoringSSL, ignored");
            }
            if (choosesSignatures && asksClients()) {
                all.add("\"ssl_conf_command SignatureAlgorithms\" has no effect on clients' signatures in BoringSSL");
            }
            for (Identity identity : built.identities()) {
                if (!identity.boring()) {
                    String kind = identity.keyKind().isEmpty() ? identity.key().getAlgorithm() : identity.keyKind();
                    all.add("a certificate for " + kind + " keys of "
                            + identity.certificate().getSubjectX500Principal().getName()
                            + " is not supported by BoringSSL, ignored");
                }
            }
        } else if (ownParameters) {
            all.add("\"ssl_dhparam\" has no effect: the JDK's Diffie-Hellman has parameters of its own");
        }
        return all;
    }

    /** All of it. */
    TlsMaterial build(
            VerifyClient verify, int depth, SessionCache cache, long seconds, List<byte[]> keys, boolean compression) {
        List<Identity> shown = identities.complete();
        boolean newest = SignatureChoice.suitsNewest(shown, signatures);
        Speech speech = new Speech(
                protocols.stream()
                        .filter(level::allows)
                        .filter(version -> version != TlsVersion.TLS1_3 || newest)
                        .collect(Collectors.toUnmodifiableSet()),
                ciphers.stream().filter(level::allows).toList(),
                suites13,
                serverPrefers,
                groups,
                signatures);
        ClientTrust trust = new ClientTrust(
                verify,
                new ClientTrust.Asking(
                        asksClients(), asksClients() && verifyModes.contains(VerifyMode.REQUIRED), namesAuthorities),
                depth,
                announced.isEmpty() ? requested : announced,
                ByName.ofAuthorities(onlyTrusted == null ? trusted : onlyTrusted),
                ByName.ofLists(onlyTrusted == null ? revocations : List.of()),
                level);
        List<TicketKey> ticketKeys = keys.stream().map(TlsBuilder::ticketKey).collect(Collectors.toUnmodifiableList());
        return new TlsMaterial(
                shown, speech, trust, new Resumption(cache, seconds, tickets, ticketKeys, ticketCount), compression);
    }

    private static TicketKey ticketKey(byte[] file) {
        try {
            return TicketKey.of(file);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
