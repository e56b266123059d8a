package io.postern.tls.files;

import io.postern.directive.Errno;
import io.postern.directive.Types;
import io.postern.lang.FileName;
import io.postern.tls.openssl.OpenSslWords;
import io.postern.tls.openssl.SecurityLevel;
import io.postern.tls.x509.Der;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the files that ssl_* directives name; what is wrong with them is said in nginx's words. Loads nothing of Netty. */
public final class TlsFiles {
    private static final String FIRST = "PEM_read_bio_X509_AUX() failed";
    private static final String ENGINE = "engine:";
    private static final String STORE = "store:";
    /** A file's URL has an absolute path, and no other host than this one. */
    private static final Pattern FILE_URL = Pattern.compile("(?i:file:(?://(?:localhost(?=/)|(?=/)))?)(/.*)");

    private static final String X942 = "X9.42 DH PARAMETERS";
    private static final String DATA = "data:";
    private static final Set<String> CERTIFICATE = Set.of("CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE");

    private TlsFiles() {}

    /** A certificate and the chain behind it. */
    public static List<X509Certificate> chain(String name) throws TlsException {
        return certificates(name, "PEM_read_bio_X509() failed");
    }

    /** The certificates of authorities, at least one. */
    static List<X509Certificate> authorities(String name) throws TlsException {
        return certificates(name, FIRST);
    }

    /** The certificates of a file as far as they can be read; an error only where the file cannot be opened. */
    public static List<X509Certificate> opened(String name) throws TlsException {
        bytes(name, "BIO_new_file() failed");
        return readable(name);
    }

    /** The certificates of a file; none where it cannot be read. */
    public static List<X509Certificate> readable(String name) {
        try {
            return authorities(name);
        } catch (TlsException e) {
            return List.of();
        }
    }

    /** @param later the step that reads what stands behind the first one */
    private static List<X509Certificate> certificates(String name, String later) throws TlsException {
        String head = "cannot load certificate \"" + Types.cString(name) + "\": ";
        List<X509Certificate> found = new ArrayList<>();
        try {
            for (Pem.Block block : Pem.read(bytes(name, head))) {
                if (CERTIFICATE.contains(block.type())) {
                    found.add(certificate(block.der(), head + (found.isEmpty() ? FIRST : later)));
                }
            }
        } catch (Pem.BadPem e) {
            throw new TlsException(head + (e.before() == 0 ? FIRST : later) + " (SSL: " + e.getMessage() + ")");
        }
        if (found.isEmpty()) {
            throw new TlsException(head + FIRST + " (SSL: " + OpenSslWords.noStartLine("TRUSTED CERTIFICATE") + ")");
        }
        return List.copyOf(found);
    }

    private static X509Certificate certificate(byte[] bytes, String step) throws TlsException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            // a trusted certificate carries OpenSSL's own notes behind it
            byte[] der = Der.readAll(bytes).get(0).whole();
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException | Der.BadDer | IndexOutOfBoundsException e) {
            throw new TlsException(damaged(step, bytes, "X509"));
        }
    }

    /** OpenSSL has no words for a block without anything in it. */
    private static String damaged(String step, byte[] der, String type) {
        return der.length == 0 ? step : step + " (SSL: " + OpenSslWords.inPem(der, type) + ")";
    }

    /** A private key; the passwords are tried in turn. */
    public static PrivateKey key(String name, Passwords passwords) throws TlsException {
        // OpenSSL's store asks once
        return key(name, passwords.first(), passwords);
    }

    /**
     * A private key; the passwords are tried in turn.
     *
     * @param toStore those for a key of OpenSSL's store
     */
    public static PrivateKey key(String name, Iterable<byte[]> toStore, Iterable<byte[]> passwords)
            throws TlsException {
        String head = "cannot load certificate key \"" + Types.cString(name) + "\": ";
        if (name.startsWith(ENGINE)) {
            String step = Types.cString(name).indexOf(':', ENGINE.length()) < 0
                    ? "invalid syntax"
                    : "ENGINE_by_id() failed (SSL: there are no engines here)";
            throw new TlsException(head + step);
        }
        if (name.startsWith(STORE)) {
            return stored(name, head, toStore);
        }
        try {
            return PrivateKeys.read(bytes(name, head), passwords);
        } catch (Pem.BadPem e) {
            throw new TlsException(head + "PEM_read_bio_PrivateKey() failed (SSL: " + e.getMessage() + ")");
        }
    }

    /** The file or folder that a URI means to OpenSSL, whose one store is that of files; null where there is none. */
    public static @Nullable String ofStore(String uri) {
        if (uri.isEmpty() || Files.exists(FileName.path(uri))) {
            return uri.isEmpty() ? null : uri;
        }
        Matcher url = FILE_URL.matcher(uri);
        return url.matches() && Files.exists(FileName.path(url.group(1))) ? url.group(1) : null;
    }

    /** A key by a URI. */
    private static PrivateKey stored(String name, String head, Iterable<byte[]> passwords) throws TlsException {
        String uri = Types.cString(name.substring(STORE.length()));
        String file = ofStore(uri);
        if (file == null) {
            Matcher url = FILE_URL.matcher(uri);
            throw new TlsException(head + "OSSL_STORE_open() failed (SSL: "
                    + OpenSslWords.notInStore(url.matches() ? url.group(1) : uri) + ")");
        }
        try {
            return PrivateKeys.read(bytes(file, head), passwords);
        } catch (Pem.BadPem e) {
            String words = OpenSslWords.ofStore(String.valueOf(e.getMessage()));
            throw new TlsException(head + "OSSL_STORE_load() failed" + OpenSslWords.inParentheses(words, ""));
        }
    }

    static List<X509CRL> revocations(String name) throws TlsException {
        String head = "cannot load CRL \"" + Types.cString(name) + "\": ";
        String step = head + "PEM_read_bio_X509_CRL() failed";
        List<X509CRL> found = new ArrayList<>();
        try {
            for (Pem.Block block : Pem.read(bytes(name, head))) {
                if (block.type().equals("X509 CRL")) {
                    found.add(revocation(block.der(), step));
                }
            }
        } catch (Pem.BadPem e) {
            throw new TlsException(step + " (SSL: " + e.getMessage() + ")");
        }
        if (found.isEmpty()) {
            throw new TlsException(step + " (SSL: " + OpenSslWords.noStartLine("X509 CRL") + ")");
        }
        return List.copyOf(found);
    }

    private static X509CRL revocation(byte[] der, String step) throws TlsException {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509CRL) factory.generateCRL(new ByteArrayInputStream(der));
        } catch (CertificateException | CRLException e) {
            throw new TlsException(damaged(step, der, "X509_CRL"));
        }
    }

    /** Checks ssl_dhparam's file; neither engine of ours uses what is in it. */
    public static void checkDhParameters(String name, SecurityLevel level) throws TlsException {
        String step = "PEM_read_bio_DHparams(\"" + Types.cString(name) + "\") failed";
        try {
            for (Pem.Block block : Pem.read(bytes(name, "BIO_new_file(\"" + Types.cString(name) + "\") failed"))) {
                boolean plain = block.type().equals("DH PARAMETERS");
                if (plain || block.type().equals(X942)) {
                    if (level.modulusTooSmall(modulus(block.der(), step, plain ? "DHparams" : "int_dhx942_dh"))) {
                        throw new TlsException("SSL_CTX_set_tmp_dh(\"" + Types.cString(name) + "\") failed (SSL: "
                                + OpenSslWords.SMALL_DH_KEY + ")");
                    }
                    return;
                }
            }
        } catch (Pem.BadPem e) {
            throw new TlsException(step + " (SSL: " + e.getMessage() + ")");
        }
        throw new TlsException(step + " (SSL: " + OpenSslWords.noStartLine("DH PARAMETERS") + ")");
    }

    /** The same for OpenSSL's decoder, which knows plain ones only, and says so once more than there are blocks. */
    public static void checkDecodedDhParameters(String name, SecurityLevel level) throws TlsException {
        StringBuilder unsupported = new StringBuilder(OpenSslWords.NO_KEY);
        try {
            for (Pem.Block block : Pem.read(bytes(name, "BIO_new_file"))) {
                int bits = block.type().equals("DH PARAMETERS") ? modulus(block.der()) : 0;
                if (bits > 0) {
                    if (level.modulusTooSmall(bits)) {
                        throw new TlsException("(SSL: " + OpenSslWords.SMALL_DH_KEY + ")");
                    }
                    return;
                }
                unsupported.append(' ').append(OpenSslWords.NO_KEY);
            }
        } catch (Pem.BadPem e) {
            // the decoder passes over what is no block
        }
        throw new TlsException("(SSL: " + unsupported + ")");
    }

    /** The modulus of parameters as PKCS #3 has them; 0 for anything else. */
    private static int modulus(byte[] der) {
        try {
            Der parameters = Der.read(der);
            int length = parameters.inside().size();
            parameters.at(1, Der.INTEGER);
            boolean withLength = length == 3 && parameters.at(2, Der.INTEGER).body().length <= Integer.BYTES;
            return length == 2 || withLength
                    ? new BigInteger(1, parameters.at(0, Der.INTEGER).body()).bitLength()
                    : 0;
        } catch (Der.BadDer e) {
            return 0;
        }
    }

    private static int modulus(byte[] der, String step, String type) throws TlsException {
        try {
            return new BigInteger(1, Der.read(der).at(0, Der.INTEGER).body()).bitLength();
        } catch (Der.BadDer e) {
            throw new TlsException(damaged(step, der, type));
        }
    }

    /** Checks ssl_stapling_file's: an OCSP response (RFC 6960) in DER. */
    public static void checkOcspResponse(String name) throws TlsException {
        byte[] bytes = bytes(name, "BIO_new_file(\"" + Types.cString(name) + "\") failed");
        try {
            Der.read(bytes).at(0, 0x0a);
        } catch (Der.BadDer e) {
            throw new TlsException("d2i_OCSP_RESPONSE_bio(\"" + Types.cString(name) + "\") failed (SSL: "
                    + OpenSslWords.BAD_ASN1 + ")");
        }
    }

    private static byte[] bytes(String name, String head) throws TlsException {
        if (name.startsWith(DATA)) {
            return name.substring(DATA.length()).getBytes(StandardCharsets.ISO_8859_1);
        }
        Path path = FileName.path(name);
        if (Files.isDirectory(path)) {
            // fopen(3) opens a folder; there is nothing to be read in it
            return new byte[0];
        }
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            int errno = Errno.of(e);
            String step = head.startsWith("BIO_new_file") ? head : head + "BIO_new_file() failed";
            throw new TlsException(
                    step + " (SSL: " + OpenSslWords.cannotOpen(Types.cString(name), errno, Errno.words(errno)) + ")");
        }
    }
}
