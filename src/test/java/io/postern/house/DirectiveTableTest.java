package io.postern.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.postern.directive.Context;
import io.postern.directive.Row;
import io.postern.process.Modules;
import io.postern.settings.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's table of directives is the one that the rows make. */
class DirectiveTableTest {
    private static final Path README = Path.of("README.md");
    private static final String BEGIN = "<!-- directives -->\n";
    private static final String END = "<!-- /directives -->";

    @Test
    void readme_listsEveryRow() throws IOException {
        String text = Files.readString(README);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        int to = text.indexOf(END);
        if (System.getProperty("write.readme") != null) {
            Files.writeString(README, text.substring(0, from) + table() + text.substring(to));
        } else {
            assertEquals(table(), text.substring(from, to), "write it with -Dwrite.readme");
        }
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| directive | where | default | |\n|---|---|---|---|\n");
        for (Module<?> module : Modules.all()) {
            for (Row<?> row : module.table().rows()) {
                String where = row.contexts().stream().map(Context::label).collect(Collectors.joining(", "));
                String fallback = row.fallback() == null || row.fallback().isEmpty() ? "" : "`" + row.fallback() + "`";
                table.append("| `")
                        .append(row.name())
                        .append("` | ")
                        .append(where)
                        .append(" | ");
                table.append(fallback.replace("|", "\\|")).append(" | ");
                table.append(row.doc().replace("|", "\\|")).append(" |\n");
            }
        }
        return table.toString();
    }
}
