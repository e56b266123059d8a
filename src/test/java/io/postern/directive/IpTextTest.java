package io.postern.directive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetAddress;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpTextTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "010.1.2.3, 10.1.2.3",
        "'...', 0.0.0.0",
        "1..2.3, 1.0.2.3",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        ":1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "1:0:3:4:5:6:7:8, 1:0:3:4:5:6:7:8",
        "1::2:, 1::2:0",
        "::ffff:1.2.3.4, ::ffff:1.2.3.4",
        "::1.2.3.4, ::1.2.3.4",
        "fe80::1.2.3.4, fe80::102:304"
    })
    void address_readAndWritten_asNginxDoes(String text, String written) {
        InetAddress address = IpText.parse(text);
        assertNotNull(address);
        assertEquals(written, IpText.text(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.4 ",
                "255.255.255.255",
                "localhost",
                ":",
                "1:",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:",
                "1:2:3:4:5:6:7:8:9",
                "12345::",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::g",
                "[::1]",
                "::1%lo"
            })
    void noAddress_isNone(String text) {
        assertNull(IpText.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1:25", "::1, [::1]:25"})
    void port_standsBehindTheAddress(String text, String written) {
        assertEquals(written, IpText.text(Objects.requireNonNull(IpText.parse(text)), 25));
    }
}
