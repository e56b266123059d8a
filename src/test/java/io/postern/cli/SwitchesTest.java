package io.postern.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** nginx's command line, letter by letter. */
class SwitchesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "foo~invalid option: \"foo\"",
                "-x~invalid option: \"x\"",
                "-tx~invalid option: \"x\"",
                "--version~invalid option: \"-\"",
                "-p~option \"-p\" requires directory name",
                "-tp~option \"-p\" requires directory name",
                "-c~option \"-c\" requires file name",
                "-e~option \"-e\" requires file name",
                "-g~option \"-g\" requires parameter",
                "-s~option \"-s\" requires parameter",
                "-s start~invalid option: \"-s start\"",
                "-sstart~invalid option: \"-s start\"",
                "-t -c a b~invalid option: \"b\"",
            })
    void wrongSwitch_isRefusedInNginxsWords(String line, String words) {
        Switches.Refused refused =
                assertThrows(Switches.Refused.class, () -> Switches.of(List.of(line.split(" ", -1))));
        assertEquals(words, refused.words());
    }

    @Test
    void values_maybeAttachedOrNext_theLastOneWins() throws Switches.Refused {
        Switches switches = Switches.of(List.of("-tqc", "a", "-cb", "-p", "-x", "-g=1", "-"));
        assertTrue(switches.test());
        assertTrue(switches.quiet());
        assertEquals("b", switches.confFile());
        assertEquals("-x", switches.prefix());
        assertEquals("=1", switches.globals());
    }

    @Test
    void dump_isATestToo() throws Switches.Refused {
        Switches switches = Switches.of(List.of("-T"));
        assertTrue(switches.test());
        assertTrue(switches.dump());
        assertFalse(switches.version());
    }

    @Test
    void ourOptions_areTakenOut_theRestIsNginxs() throws Switches.Refused {
        LongOptions options = LongOptions.of(new String[] {
            "-t", "--format", "json", "-c", "a", "--no-lint=open-relay,weak-cipher", "--explain-config"
        });
        assertEquals("json", options.format());
        assertEquals(List.of("-t", "-c", "a"), options.rest());
        assertEquals("", options.explainConfig());
        assertTrue(options.noLint().contains("weak-cipher"));
    }
}
