package io.postern.directive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.postern.lang.FileName;
import io.postern.lang.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Configuration files on disk, with nginx's words where they cannot be read. */
public final class DiskFiles implements ConfFiles {
    /** NGX_CONF_BUFFER: how much is read at a time. */
    private static final int BUFFER = 4096;

    private final Map<String, byte[]> read = new LinkedHashMap<>();

    /** Every file read so far, by name, in the order they were first met. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        read.forEach((name, bytes) -> texts.put(name, new String(bytes, ISO_8859_1)));
        return texts;
    }

    /** The same as bytes; not to be changed. */
    public Map<String, byte[]> contents() {
        return Collections.unmodifiableMap(read);
    }

    @Override
    public byte[] read(String name) {
        String shown = Types.cString(name);
        Path path = FileName.path(name);
        if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
            // nginx reads as many bytes as the file has, and a pipe has none; opening one could take for ever
            read.putIfAbsent(shown, new byte[0]);
            return new byte[0];
        }
        try (InputStream in = Files.newInputStream(path)) {
            long size = Files.size(path);
            if (Files.isDirectory(path) && size > 0) {
                throw Complaint.plain("pread() \"" + shown + "\" failed")
                        .as(Severity.CRIT)
                        .errno(Errno.EISDIR);
            }
            // as many as the file is said to have, which is none where the kernel makes it up (/proc)
            byte[] bytes = size == 0 ? new byte[0] : in.readNBytes((int) Math.min(size, Integer.MAX_VALUE));
            read.putIfAbsent(shown, bytes);
            if (bytes.length < Math.min(size, BUFFER)) {
                throw Complaint.at(
                        new Origin(name, 1, 1),
                        "pread() returned only " + bytes.length + " bytes instead of " + Math.min(size, BUFFER));
            }
            return bytes;
        } catch (IOException e) {
            throw Complaint.here("open() \"" + shown + "\" failed").errno(errno(path, e));
        }
    }

    @Override
    public List<String> glob(String pattern) {
        return Glob.find(Types.cString(pattern));
    }

    /** The system's error behind a failed opening. */
    public static int errno(Path path, IOException e) {
        int errno = Errno.of(e);
        if (errno != 0) {
            return errno;
        }
        return Files.isDirectory(path) ? Errno.EISDIR : Errno.EIO;
    }
}
