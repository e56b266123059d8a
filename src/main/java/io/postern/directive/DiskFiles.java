package io.postern.directive;

import io.postern.lang.FileName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;

/** Configuration files on disk, with nginx's words where they cannot be read. */
public final class DiskFiles implements ConfFiles {
    @Override
    public byte[] read(String name) {
        String shown = Types.cString(name);
        Path path = FileName.path(name);
        try (InputStream in = Files.newInputStream(path)) {
            if (Files.isDirectory(path)) {
                throw Complaint.plain("pread() \"" + shown + "\" failed")
                        .as(Severity.CRIT)
                        .errno(Errno.EISDIR);
            }
            return Files.isRegularFile(path) ? in.readAllBytes() : new byte[0];
        } catch (IOException e) {
            throw Complaint.here("open() \"" + shown + "\" failed").errno(errno(path, e));
        }
    }

    @Override
    public List<String> glob(String pattern) {
        return Glob.find(Types.cString(pattern));
    }

    /** The system's error behind a failed opening. */
    public static Errno errno(Path path, IOException e) {
        if (e instanceof AccessDeniedException) {
            return Errno.EACCES;
        }
        if (e instanceof NoSuchFileException) {
            return Errno.ENOENT;
        }
        if (e instanceof NotDirectoryException) {
            return Errno.ENOTDIR;
        }
        if (e instanceof FileSystemLoopException) {
            return Errno.ELOOP;
        }
        String message = String.valueOf(e.getMessage());
        for (Errno errno : Errno.values()) {
            if (message.endsWith(errno.words())) {
                return errno;
            }
        }
        return Files.isDirectory(path) ? Errno.EISDIR : Errno.EIO;
    }
}
