package io.postern.tls.files;

import io.postern.lang.FileName;
import io.postern.tls.x509.CanonicalName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Folders in which OpenSSL finds an authority by the hash of its name (openssl-rehash(1)). */
public final class HashedFolder {
    private static final Pattern FIRST = Pattern.compile("[0-9a-f]{8}\\.0");

    private HashedFolder() {}

    /**
     * The authorities that can be found there: those in files of their own hash, numbered from 0 on without a gap. OpenSSL looks when it
     * needs one; here they are read with the configuration.
     *
     * @param folders one or more with colons between; one that cannot be read has nothing in it
     */
    public static List<X509Certificate> authorities(String folders) {
        List<X509Certificate> found = new ArrayList<>();
        for (String folder : folders.split(":", -1)) {
            for (String hash : folder.isEmpty() ? List.<String>of() : hashes(folder)) {
                for (int i = 0; Files.isRegularFile(FileName.path(folder + "/" + hash + "." + i)); i++) {
                    for (X509Certificate authority : TlsFiles.readable(folder + "/" + hash + "." + i)) {
                        if (CanonicalName.hash(authority).equals(hash)) {
                            found.add(authority);
                        }
                    }
                }
            }
        }
        return found;
    }

    private static Collection<String> hashes(String folder) {
        TreeSet<String> hashes = new TreeSet<>();
        try (Stream<Path> files = Files.list(FileName.path(folder))) {
            files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> FIRST.matcher(name).matches())
                    .forEach(name -> hashes.add(name.substring(0, 8)));
        } catch (IOException e) {
            // nothing is found there by nginx either
            hashes.clear();
        }
        return hashes;
    }
}
