package io.postern.process;

import io.postern.tls.files.AskedKeys;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a key's pass phrase as OpenSSL does (UI_OpenSSL): at the terminal, without showing what is typed; where there is none, a line
 * of standard input is the answer.
 */
public final class PassPhrase implements AskedKeys.Person {
    private static final byte[] PROMPT = "Enter PEM pass phrase:".getBytes(StandardCharsets.US_ASCII);
    /** OpenSSL's PEM_BUFSIZE. */
    private static final int LONGEST = 1024;

    private static final int INTERRUPT = 3;
    private static final int QUIT = 0x1c;

    /** Who would be asked first. */
    private static final Path TERMINAL = Path.of("/dev/tty");
    /** A detached process has no terminal of its own; the one of whoever waits for it is still its standard error. */
    private static final Path ERRORS = Path.of("/proc/self/fd/2");

    @Override
    public byte @Nullable [] phrase() {
        Path terminal = terminal();
        try {
            if (terminal == null) {
                return asked(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.err));
            }
            try (InputStream in = Files.newInputStream(terminal);
                    OutputStream out = Files.newOutputStream(terminal)) {
                return hidden(terminal.toFile(), in, out);
            }
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable Path terminal() {
        if (opens(TERMINAL)) {
            return TERMINAL;
        }
        if (!Background.isDetached()) {
            return null;
        }
        try {
            Path errors = Files.readSymbolicLink(ERRORS);
            boolean terminal =
                    errors.startsWith("/dev/pts") || errors.toString().startsWith("/dev/tty");
            return terminal && opens(errors) ? errors : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean opens(Path file) {
        try {
            Files.newInputStream(file).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Signals of the keyboard end the line instead: they would end us, and leave the terminal silent. */
    private static byte @Nullable [] hidden(File terminal, InputStream in, OutputStream out) throws IOException {
        String before = stty(terminal, "-g");
        stty(terminal, "-echo", "-isig", "eol", "^C", "eol2", "^\\");
        try {
            return asked(in, out);
        } finally {
            stty(terminal, before);
        }
    }

    private static byte @Nullable [] asked(InputStream in, OutputStream out) throws IOException {
        out.write(PROMPT);
        try {
            return line(in);
        } finally {
            out.write('\n');
        }
    }

    /** A line without its end; null where it has none or is too long. */
    private static byte @Nullable [] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || b == INTERRUPT || b == QUIT) {
                return null;
            }
            line.write(b);
        }
        return line.size() > LONGEST ? null : line.toByteArray();
    }

    /** What stty(1) says of this terminal. */
    private static String stty(File terminal, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .redirectInput(terminal)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (process.waitFor() != 0) {
                throw new IOException("no terminal");
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
