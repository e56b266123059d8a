package io.postern.lang;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** File names as nginx has them, bytes kept as ISO_8859_1, and as the JDK wants them. */
public final class FileName {
    private static final Charset SYSTEM = system();

    private FileName() {}

    /** The JDK's path for a name; what follows a NUL is not seen, as in C. */
    public static Path path(String name) {
        int nul = name.indexOf(0);
        String seen = nul < 0 ? name : name.substring(0, nul);
        if (seen.length() > 1 && seen.endsWith("/")) {
            seen += "."; // the JDK drops a slash at the end, and then takes a file for what must be a folder
        }
        for (int i = 0; i < seen.length(); i++) {
            if (seen.charAt(i) > 127) {
                return decoded(seen);
            }
        }
        return Path.of(seen);
    }

    /**
     * Says what the system says when a file is to be made whose name can only be a folder's.
     *
     * @throws FileSystemException when the name ends in a slash and the folders before are there
     */
    public static void refuseFolder(String name) throws FileSystemException {
        Path around = name.endsWith("/") ? path(name.replaceFirst("/+$", "")).getParent() : null;
        if (around != null && Files.isDirectory(around)) {
            throw new FileSystemException(name, null, "Is a directory");
        }
    }

    /** The bytes of a name the JDK gave us. */
    public static String bytes(String name) {
        return new String(name.getBytes(SYSTEM), ISO_8859_1);
    }

    private static Path decoded(String name) {
        try {
            return Path.of(new String(name.getBytes(ISO_8859_1), SYSTEM));
        } catch (InvalidPathException e) {
            return Path.of("/nonexistent/" + Integer.toHexString(name.hashCode()));
        }
    }

    private static Charset system() {
        String name = System.getProperty("sun.jnu.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }
}
