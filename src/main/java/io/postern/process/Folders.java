package io.postern.process;

import io.postern.directive.Complaint;
import io.postern.directive.Errno;
import io.postern.lang.FileName;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Set;

/**
 * Whether folders for temporary files and caches can be made (ngx_create_paths). They are, and are taken away again: nothing here
 * would use them.
 */
final class Folders {
    private static final FileAttribute<Set<PosixFilePermission>> OWNERS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private Folders() {}

    static void check(Collection<String> names) {
        Deque<Path> made = new ArrayDeque<>();
        try {
            for (String name : names) {
                Path folder = FileName.path(name.replaceFirst("(?<=.)/+$", ""));
                try {
                    Files.createDirectory(folder, OWNERS);
                    made.push(folder);
                } catch (FileAlreadyExistsException e) {
                    // as good as made
                } catch (IOException e) {
                    throw Complaint.plain("mkdir() \"" + name + "\" failed" + Errno.form(Errno.of(e)));
                }
            }
        } finally {
            made.forEach(Folders::remove);
        }
    }

    private static void remove(Path folder) {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // somebody has put something into it: then it is of use
        }
    }
}
