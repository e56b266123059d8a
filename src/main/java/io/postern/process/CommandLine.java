package io.postern.process;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Our own arguments, byte for byte, for starting the same command again. */
final class CommandLine {
    /** The launcher puts this in front of the arguments; the JVM's own stand before it. */
    private static final String MAIN = "io.postern.cli.Main";

    private CommandLine() {}

    /** The arguments, without the command's name. */
    static List<String> arguments() {
        try {
            String all = Files.readString(
                    Path.of("/proc/self/cmdline"), Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
            List<String> words = List.of(all.split("\0", -1));
            int main = words.indexOf(MAIN);
            return main < 0 ? List.of() : words.subList(main + 1, words.size() - 1);
        } catch (IOException e) {
            return List.of();
        }
    }
}
