package io.postern.process;

import io.postern.directive.Complaint;
import io.postern.directive.Errno;
import io.postern.lang.FileName;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Whether folders for temporary files and caches could be made (ngx_create_paths). They are not: nothing here would use them. */
final class Folders {
    private static final int ENOENT = 2;
    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;

    private Folders() {}

    static void check(Collection<String> names) {
        Set<Path> made = new HashSet<>();
        for (String name : names) {
            Path folder = FileName.path(name).normalize();
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            Path parent = folder.getParent();
            int errno = parent == null || made.contains(parent) ? 0 : errno(parent);
            if (errno != 0) {
                throw Complaint.plain("mkdir() \"" + name + "\" failed" + Errno.form(errno));
            }
            made.add(folder);
        }
    }

    private static int errno(Path parent) {
        if (!Files.exists(parent)) {
            return ENOENT;
        }
        if (!Files.isDirectory(parent)) {
            return ENOTDIR;
        }
        return Files.isWritable(parent) ? 0 : EACCES;
    }
}
