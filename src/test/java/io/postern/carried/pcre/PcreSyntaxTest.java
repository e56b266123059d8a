package io.postern.carried.pcre;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Patterns are judged as PCRE2 10.42 judges them, by answers recorded from nginx. */
class PcreSyntaxTest {
    static List<String> recorded() throws IOException {
        try (InputStream in = PcreSyntaxTest.class.getResourceAsStream("pcre.txt")) {
            assertNotNull(in);
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void verdict_isThatOfNginx(String line) {
        int tab = line.indexOf('\t');
        assertEquals(line.substring(0, tab), verdict(line.substring(tab + 1)));
    }

    private static String verdict(String pattern) {
        try {
            PcreSyntax.of(pattern);
            return "ok";
        } catch (PcreSyntax.Bad bad) {
            return bad.getMessage() + " @" + bad.at();
        }
    }

    @Test
    void groups_areCountedAndNamed() throws PcreSyntax.Bad {
        PcreSyntax syntax = PcreSyntax.of("(?<user>a)(?:b)(?|(c)|(d))(?P<domain>e)");

        assertEquals(3, syntax.groups());
        assertEquals(List.of("domain", "user"), syntax.names());
    }
}
