package io.postern.process;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Our own arguments, byte for byte, for starting the same command again. */
public final class CommandLine {
    /** The launcher puts this in front of the arguments; the JVM's own stand before it. */
    private static final String MAIN = "io.postern.cli.Main";

    private CommandLine() {}

    /** The arguments, without the command's name. */
    static List<String> arguments() {
        return arguments(Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
    }

    /** The same with each byte a character, where the JDK has lost some; empty where the system does not tell. */
    public static List<String> bytes() {
        return arguments(StandardCharsets.ISO_8859_1);
    }

    private static List<String> arguments(Charset charset) {
        try {
            String all = new String(Files.readAllBytes(Path.of("/proc/self/cmdline")), charset);
            List<String> words = List.of(all.split("\0", -1));
            int main = words.indexOf(MAIN);
            return main < 0 ? List.of() : words.subList(main + 1, words.size() - 1);
        } catch (IOException e) {
            return List.of();
        }
    }
}
