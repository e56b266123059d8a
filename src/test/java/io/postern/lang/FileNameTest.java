package io.postern.lang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names are bytes: those that are no UTF-8 are files like others. */
class FileNameTest {
    @TempDir
    Path folder;

    @Test
    void nameThatIsNoUtf8_isOneFile() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "only Linux's file systems take any bytes");
        for (String name : List.of("plain", "\u00c3\u00a9", "\u00e9\u00ff", "a b%20\u00ef\u00bf\u00bd", "\u00ff/x")) {
            String file = FileName.bytes(folder) + "/" + name;
            Path around = FileName.path(file.substring(0, file.lastIndexOf('/')));
            Files.createDirectories(around);
            for (int i = 0; i < 2; i++) {
                try (OutputStream out = FileName.append(file)) {
                    out.write('x');
                }
            }
            assertEquals("xx", Files.readString(FileName.path(file)));
            assertEquals(file, FileName.bytes(FileName.path(file)));
            assertTrue(listed(around).contains(file), name);
        }
    }

    private static List<String> listed(Path folder) throws Exception {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path path : all) {
                String name = FileName.bytes(path);
                names.add(name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
            }
        }
        return names;
    }
}
