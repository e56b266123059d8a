package io.postern.http.files;

import io.postern.directive.Errno;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/** The file system as requests see it: names are bytes. */
public final class Disk {
    /**
     * What a name stands for.
     *
     * @param errno 0 where it stands for something
     * @param modified in seconds since 1970
     */
    public record Found(int errno, boolean directory, boolean regular, long size, long modified) {
        public boolean exists() {
            return errno == 0;
        }

        /** Nothing of this name is there. */
        public boolean isAbsent() {
            return errno == Errno.ENOENT || errno == Errno.ENOTDIR || errno == Errno.ENAMETOOLONG;
        }
    }

    private Disk() {}

    /** Looks a name up without opening it. */
    public static Found look(String name) {
        try {
            BasicFileAttributes a = Files.readAttributes(path(name), BasicFileAttributes.class);
            if (name.endsWith("/") && !a.isDirectory()) {
                return missing(Errno.ENOTDIR);
            }
            return new Found(
                    0,
                    a.isDirectory(),
                    a.isRegularFile(),
                    a.size(),
                    a.lastModifiedTime().to(TimeUnit.SECONDS));
        } catch (IOException e) {
            return missing(Errno.of(e));
        }
    }

    private static Found missing(int errno) {
        return new Found(errno, false, false, 0, 0);
    }

    /** Opens a file to read it; the caller closes it. */
    public static FileChannel open(String name) throws IOException {
        return FileChannel.open(path(name), StandardOpenOption.READ);
    }

    private static Path path(String name) throws IOException {
        if (name.isEmpty()) {
            throw new NoSuchFileException(name);
        }
        try {
            return Path.of(new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        } catch (InvalidPathException e) {
            throw new NoSuchFileException(name);
        }
    }
}
