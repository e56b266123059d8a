package io.postern.directive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patterns of include. */
class GlobTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "*.conf, a.conf, true",
        "*.conf, .a.conf, false",
        ".*, .a, true",
        "?.conf, ab.conf, false",
        "[ab].conf, b.conf, true",
        "[!ab].conf, b.conf, false",
        "[a-c]x, bx, true",
        "[]a]x, ]x, true",
        "[a, [a, true",
        "[[:alpha:]].conf, a.conf, true",
        "[[:alpha:]].conf, 1.conf, false",
        "[x[:digit:]]*, 7a, true",
        "[![:punct:]]a, _a, false",
        "[[:none:]], a, false",
        "a\\*, a*, true",
        "a\\*, ab, false",
        "**a, bba, true",
        "*a*b*, xaxxbx, true",
        "*a*b*, xbxxax, false",
        "'', a, false"
    })
    void name_matchesAsFnmatchSays(String pattern, String name, boolean matches) {
        assertEquals(matches, Glob.Pattern.matches(pattern, name));
    }

    @Test
    void files_areSortedByTheirWholeNames() throws IOException {
        for (String name : List.of("b/1.conf", "a-/1.conf", "a/2.conf", "a/10.conf", "B/1.conf", "a/.x.conf")) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.createFile(folder.resolve(name));
        }
        assertEquals(
                List.of("B/1.conf", "a-/1.conf", "a/10.conf", "a/2.conf", "b/1.conf"),
                Glob.find(folder + "/*/*.conf").stream()
                        .map(f -> f.substring(folder.toString().length() + 1))
                        .toList());
    }

    /** nginx names a file of such a pattern as glob(3) does. */
    @Test
    void slashes_stayAsWritten_twoAtMostBehindAPattern() throws IOException {
        Files.createDirectories(folder.resolve("a/b"));
        Files.createFile(folder.resolve("a/b/1.conf"));
        assertEquals(List.of("/" + folder + "//a//b//1.conf"), Glob.find("/" + folder + "//a//b//*.conf"));
        assertEquals(List.of(folder + "//a/b/1.conf"), Glob.find(folder + "//?/b/*.conf"));
        assertEquals(List.of(folder + "/a//b//1.conf"), Glob.find(folder + "/?//b////*.conf"));
        assertEquals(List.of(folder + "/a/"), Glob.find(folder + "/?///"));
        assertEquals(
                List.of("/" + folder.getName(0)),
                Glob.find("//" + folder.getName(0) + "*").stream()
                        .filter(name -> name.equals("/" + folder.getName(0)))
                        .toList());
    }

    @Test
    void dot_matchesTheFolderItself_andTheOneAround() throws IOException {
        Files.createFile(folder.resolve(".x"));
        assertEquals(List.of(folder + "/.", folder + "/..", folder + "/.x"), Glob.find(folder + "/.*"));
        assertEquals(List.of(folder + "/..", folder + "/.x"), Glob.find(folder + "/.?"));
    }

    @Test
    void nothing_matchesNothing() {
        assertEquals(List.of(), Glob.find(folder + "/nosuch/*.conf"));
    }
}
