package io.postern.tls.files;

import io.postern.lang.FileName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.PrivateKey;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys whose pass phrase the operator is asked for, as OpenSSL does where no ssl_password_file is named. A key is kept as long as its
 * file stays the same, so that a reload, when nobody can answer any more, need not ask (ngx_ssl_cache_fetch).
 */
public final class AskedKeys {
    private Person person;
    private final Map<String, Kept> kept = new HashMap<>();

    public AskedKeys(Person person) {
        this.person = person;
    }

    /** From now on nobody is asked; keys read before are still known. */
    public void alone() {
        person = () -> null;
    }

    /** Whoever is asked. */
    public interface Person {
        /** The pass phrase; null where none was said. */
        byte @Nullable [] phrase();
    }

    private record Kept(String stamp, PrivateKey key) {}

    /** {@link TlsFiles#key}; whoever says nothing is asked once more. */
    PrivateKey key(String name) throws TlsException {
        String stamp = stamp(name);
        Kept before = kept.get(name);
        if (before != null && before.stamp.equals(stamp)) {
            return before.key;
        }
        Question question = new Question();
        PrivateKey key = TlsFiles.key(name, Passwords.NONE, question);
        if (question.asked) {
            kept.put(name, new Kept(stamp, key));
        }
        return key;
    }

    /** What changes with the file's contents. */
    private static String stamp(String name) {
        Path path = FileName.path(name);
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            return now.lastModifiedTime() + " " + now.fileKey();
        } catch (IOException e) {
            return "";
        }
    }

    private final class Question implements Iterable<byte[]> {
        private boolean asked;

        @Override
        public Iterator<byte[]> iterator() {
            asked = true;
            byte[] phrase = person.phrase();
            if (phrase == null) {
                phrase = person.phrase();
            }
            return phrase == null
                    ? Collections.emptyIterator()
                    : List.of(phrase).iterator();
        }
    }
}
