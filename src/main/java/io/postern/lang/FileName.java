package io.postern.lang;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** File names as nginx has them, bytes kept as ISO_8859_1, and as the JDK wants them. */
public final class FileName {
    private static final Charset SYSTEM = system();
    /** What the JDK puts where bytes are no text in its charset. */
    private static final String LOST = "\ufffd";
    /** Whether the JDK does not know where we are: it would look for relative names elsewhere. */
    private static final boolean ASTRAY = System.getProperty("user.dir", "").contains(LOST);

    private static final String HERE = "/proc/self/cwd/";

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
        return ASTRAY && !seen.startsWith("/") ? Path.of(HERE + seen) : Path.of(seen);
    }

    /** Opens a file to write behind what it has, made where it is not there; each write is one write(2). */
    public static OutputStream append(String name) throws IOException {
        refuseFolder(name);
        Path path = path(name);
        return path.toString().contains(LOST)
                ? Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                : new FileOutputStream(path.toFile(), true);
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

    /** The bytes of a path's name. */
    public static String bytes(Path path) {
        String text = path.toString();
        if (!text.contains(LOST)) {
            return bytes(text);
        }
        // a URI has them all
        String uri = path.toUri().getRawPath();
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < uri.length(); i++) {
            if (uri.charAt(i) == '%') {
                out.append((char) Integer.parseInt(uri.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                out.append(uri.charAt(i));
            }
        }
        return out.toString();
    }

    private static Path decoded(String name) {
        try {
            String text = new String(name.getBytes(ISO_8859_1), SYSTEM);
            return text.contains(LOST) || (ASTRAY && !name.startsWith("/")) ? raw(name) : Path.of(text);
        } catch (InvalidPathException e) {
            return raw(name);
        }
    }

    /** A path of bytes that are no text: a URI's go into the path as they are. */
    private static Path raw(String name) {
        StringBuilder uri = new StringBuilder("file://");
        String absolute = name.startsWith("/") ? name : HERE + name;
        for (int i = 0; i < absolute.length(); i++) {
            char c = absolute.charAt(i);
            uri.append(c == '/' ? "/" : String.format("%%%02X", (int) c));
        }
        return Path.of(URI.create(uri.toString()));
    }

    private static Charset system() {
        String name = System.getProperty("sun.jnu.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }
}
