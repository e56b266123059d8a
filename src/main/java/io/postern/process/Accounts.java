package io.postern.process;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Users and groups by name. The files are looked at first, so that {@code -t} needs no native library; what they do not know
 * (LDAP and others) the C library may.
 */
final class Accounts {
    /** Where pw_uid and gr_gid stand in their structures: behind two pointers. */
    private static final int ID = 16;

    private Accounts() {}

    /** The uid of this user; empty when there is none. */
    static OptionalInt user(String name) {
        OptionalInt id = inFile("/etc/passwd", name);
        if (id.isEmpty()) {
            id = native_(name, true);
        }
        return id;
    }

    /** The gid of this group; empty when there is none. */
    static OptionalInt group(String name) {
        OptionalInt id = inFile("/etc/group", name);
        if (id.isEmpty()) {
            id = native_(name, false);
        }
        return id;
    }

    /** Whether the file of groups itself has this one. */
    static boolean listsGroup(String name) {
        return inFile("/etc/group", name).isPresent();
    }

    private static OptionalInt inFile(String file, String name) {
        try {
            for (String line : Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1)) {
                String[] fields = line.split(":", -1);
                if (fields.length > 2 && fields[0].equals(name)) {
                    return OptionalInt.of(Integer.parseUnsignedInt(fields[2]));
                }
            }
        } catch (IOException | NumberFormatException e) {
            // the C library may know better
        }
        return OptionalInt.empty();
    }

    private static OptionalInt native_(String name, boolean user) {
        try {
            Pointer entry = user ? Libc.getpwnam(name) : Libc.getgrnam(name);
            return entry == null ? OptionalInt.empty() : OptionalInt.of(entry.getInt(ID));
        } catch (LinkageError e) {
            return OptionalInt.empty();
        }
    }
}
