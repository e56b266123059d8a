package io.postern.tls.directives;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.directive.Cycle;
import io.postern.directive.Errno;
import io.postern.lang.FileName;
import io.postern.tls.files.TlsException;
import io.postern.tls.files.TlsFiles;
import io.postern.tls.openssl.OpenSslWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The file, folder or store that the value of an ssl_conf_command names. */
final class CommandFiles {
    private final CommandWords words;
    private final Cycle cycle;

    CommandFiles(CommandWords words, Cycle cycle) {
        this.words = words;
        this.cycle = cycle;
    }

    /** What is done with a file. */
    interface Reading {
        void of(String file) throws TlsException;
    }

    /** A command that names a file: nginx names the command and the file, OpenSSL's reason stands in parentheses. */
    void with(boolean ours, Reading reading) throws TlsException {
        String file = cycle.besideConf(words.value());
        try {
            reading.of(file);
        } catch (TlsException e) {
            String whole = String.valueOf(e.getMessage());
            int at = whole.indexOf("(SSL: ");
            String reason = at < 0 ? whole : whole.substring(at + 6, whole.length() - 1);
            boolean pem = reason.startsWith(OpenSslWords.PEM) || reason.equals(OpenSslWords.NO_KEY);
            String said = reason.startsWith(OpenSslWords.SYSTEM) ? unopened(reason, ours) : reason;
            throw new TlsException(words.step(file)
                    + OpenSslWords.inParentheses(
                            said + (ours && pem ? OpenSslWords.PEM_LIB : ""), words.badValue(file)));
        }
    }

    /** OpenSSL's words for a file that cannot be opened depend on which part of it tried. */
    private String unopened(String reason, boolean ours) {
        boolean store =
                words.name().equalsIgnoreCase("VerifyCAFile") || words.name().equalsIgnoreCase("ChainCAFile");
        return store
                ? reason + " error:05880002:x509 certificate routines::system lib"
                : reason.replace(OpenSslWords.NO_SUCH_FILE, OpenSslWords.SYSTEM_LIB)
                        + (ours || words.name().equalsIgnoreCase("ServerInfoFile") ? OpenSslWords.SSL_SYSTEM_LIB : "");
    }

    /** The authorities in a folder, those of each file as far as they can be read. */
    List<X509Certificate> inFolder(String folder) throws TlsException {
        List<X509Certificate> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(FileName.path(folder))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                found.addAll(TlsFiles.readable(FileName.bytes(file.toString())));
            }
        } catch (IOException e) {
            int errno = Errno.of(e);
            throw new TlsException(words.step(folder)
                    + OpenSslWords.inParentheses(
                            OpenSslWords.cannotList(folder, errno, Errno.words(errno)), words.badValue(folder)));
        }
        return found;
    }

    /** The authorities in a file; that there are none is an error. */
    static List<X509Certificate> authorities(String file) throws TlsException {
        List<X509Certificate> found = TlsFiles.opened(file);
        if (found.isEmpty()) {
            throw new TlsException("(SSL: " + OpenSslWords.NOTHING_FOUND + ")");
        }
        return found;
    }

    /**
     * The authorities at a URI, which may be none. OpenSSL knows one kind of store, that of files and folders; it is not looked for beside
     * nginx.conf.
     */
    List<X509Certificate> inStore() throws TlsException {
        String path = TlsFiles.ofStore(words.value());
        if (path == null) {
            throw words.failed(OpenSslWords.notInStore(words.value()) + " " + words.badValue());
        }
        return Files.isDirectory(FileName.path(path)) ? inFolder(path) : TlsFiles.readable(path);
    }

    /** Whether OpenSSL finds extensions in a file of ServerInfoFile. */
    static void serverInfo(String file) throws TlsException {
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
}
