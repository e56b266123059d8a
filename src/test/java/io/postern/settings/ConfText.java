package io.postern.settings;

import io.postern.directive.ConfFiles;
import io.postern.directive.Cycle;
import io.postern.directive.Launch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration of one mail block, read by some modules; for tests of their rows. */
public final class ConfText {
    private ConfText() {}

    /** The mail block's inside begins on line 3. */
    public static Configuration read(List<Module<?>> modules, String mail) {
        ConfFiles files = new ConfFiles() {
            @Override
            public byte[] read(String name) {
                return ("events { }\nmail {\n" + mail + "\n}\n").getBytes(StandardCharsets.ISO_8859_1);
            }

            @Override
            public List<String> glob(String pattern) {
                return List.of();
            }
        };
        Cycle cycle = new Cycle(new Launch("/etc/x.conf", "/p/", "stderr", "", true, true));
        return new ConfigurationReader(modules, files).read(cycle);
    }

    /** All findings as nginx prints them, a line each. */
    public static String findings(List<Module<?>> modules, String mail) {
        return read(modules, mail).findings().stream()
                .map(f -> "[" + f.severity().word() + "] " + f.line())
                .collect(Collectors.joining("\n"));
    }
}
