package io.postern.sasl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Base64 is read as nginx reads it. */
class Base64TextTest {
    @Test
    void decode_ofWholeAndUnpaddedGroups() {
        assertEquals("", Base64Text.decode(""));
        assertEquals("u", Base64Text.decode("dQ=="));
        assertEquals("u", Base64Text.decode("dQ"));
        assertEquals("us", Base64Text.decode("dXM"));
        assertEquals("use", Base64Text.decode("dXNl"));
        assertEquals("user", Base64Text.decode("dXNlcg"));
        assertEquals("\u00fb\u00ff", Base64Text.decode("+/8="));
    }

    @Test
    void decode_stopsAtTheFirstEqualsSign() {
        assertEquals("", Base64Text.decode("="));
        assertEquals("use", Base64Text.decode("dXNl=!! anything \u00ff"));
    }

    @Test
    void decode_dropsLeftOverBits() {
        assertEquals("u", Base64Text.decode("dR"));
        assertEquals("us", Base64Text.decode("dXP"));
    }

    @Test
    void decode_ofALoneCharacterOrAForeignOne_isNull() {
        assertNull(Base64Text.decode("d"));
        assertNull(Base64Text.decode("dXNld"));
        assertNull(Base64Text.decode("*"));
        assertNull(Base64Text.decode("dX\u00e9l"));
        assertNull(Base64Text.decode("dX-_"));
        assertNull(Base64Text.decode("dX l"));
    }

    @Test
    void encode_isReadBack() {
        Random random = new Random(7);
        for (int length = 0; length < 70; length++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < length; i++) {
                text.append((char) random.nextInt(256));
            }
            assertEquals(text.toString(), Base64Text.decode(Base64Text.encode(text.toString())));
        }
    }
}
