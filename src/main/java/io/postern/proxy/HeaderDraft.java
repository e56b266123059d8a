package io.postern.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A PROXY protocol header of version 2 in the making, with no more room than nginx has for it (NGX_PROXY_PROTOCOL_MAX_HEADER). */
final class HeaderDraft extends ByteArrayOutputStream {
    private static final int MOST = 4096;
    /** What stands before a field's value: its type and its length. */
    private static final int FIELD_HEAD = 3;

    /** There is no room for all that is to be told; the message is nginx's. */
    static final class TooLong extends Exception {
        private static final long serialVersionUID = 1;

        private TooLong(String what) {
            super("too small buffer for PROXY protocol v2 " + what);
        }
    }

    HeaderDraft() {
        super(64);
    }

    /** Makes sure of room for a field. */
    void need(int length, String what) throws TooLong {
        if (MOST - size() < FIELD_HEAD + length) {
            throw new TooLong(what);
        }
    }

    void word(int value) {
        write(value >> 8);
        write(value);
    }

    /** Puts a word where something else stood until now. */
    void word(int at, int value) {
        buf[at] = (byte) (value >> 8);
        buf[at + 1] = (byte) value;
    }

    /** A field: its type, its length, its value. */
    void field(int type, String value) throws TooLong {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        need(bytes.length, "TLV");
        write(type);
        word(bytes.length);
        writeBytes(bytes);
    }
}
