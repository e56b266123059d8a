package io.postern.dns;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Type;

/**
 * A name server's message up to its question, as nginx reads it before it looks for whoever asked that (ngx_resolver_process_response).
 *
 * @param number the question's
 * @param truncated whether more of it is to be had by TCP
 * @param name what was asked for, in lower case
 * @param type A, AAAA, SRV or PTR
 */
record Message(int number, boolean truncated, String name, int type) {
    private static final int HEADER = 12;
    /** The least that a record takes: a pointer, type, class, time to live and length. */
    private static final int LEAST_RECORD = 12;
    /** That it is a response, the kind of question, and bits that must be zero. */
    private static final int STANDARD = 0xf870;

    private static final int RESPONSE = 0x8000;
    private static final int TRUNCATED = 0x0200;
    private static final int LABEL_POINTER = 0xc0;
    private static final int FORMAT_ERROR = 1;
    private static final int REFUSED = 5;

    /**
     * Reads one.
     *
     * @param tcp whether it came by TCP, where nothing is truncated
     * @param asked the name that is asked for with a number, where its addresses are; null for another number
     * @param say hears what is wrong, in nginx's words
     * @return null where it is of no use
     */
    static @Nullable Message read(
            byte[] bytes, boolean tcp, IntFunction<@Nullable String> asked, Consumer<String> say) {
        if (bytes.length < HEADER) {
            return useless(say, "short DNS response");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int number = in.getShort() & 0xffff;
        int flags = in.getShort() & 0xffff;
        int questions = in.getShort() & 0xffff;
        int answers = in.getShort() & 0xffff;
        boolean truncated = (flags & TRUNCATED) != 0;
        if ((flags & STANDARD) != RESPONSE || (tcp && truncated)) {
            return useless(say, "invalid %s DNS response %d fl:%04X".formatted(tcp ? "TCP" : "UDP", number, flags));
        }
        int code = flags & 0xf;
        if (code == FORMAT_ERROR || code > REFUSED) {
            return useless(say, error(code, number, code == FORMAT_ERROR ? asked.apply(number) : null));
        }
        if (questions != 1) {
            return useless(say, "invalid number of questions in DNS response");
        }
        in.position(HEADER);
        StringBuilder name = new StringBuilder();
        int label = next(in);
        while (label > 0) {
            if ((label & LABEL_POINTER) != 0) {
                return useless(say, "unexpected compression pointer in DNS response");
            }
            if (label > in.remaining()) {
                return useless(say, "short DNS response");
            }
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(bytes, in.position(), label, StandardCharsets.ISO_8859_1));
            in.position(in.position() + label);
            label = next(in);
        }
        if (label == 0 && name.isEmpty()) {
            return useless(say, "zero-length domain name in DNS response");
        }
        if (label < 0 || in.remaining() < 4 + answers * LEAST_RECORD) {
            return useless(say, "short DNS response");
        }
        int type = in.getShort() & 0xffff;
        int place = in.getShort() & 0xffff;
        if (place != DClass.IN) {
            return useless(say, "unknown query class " + place + " in DNS response");
        }
        if (type != Type.A && type != Type.AAAA && type != Type.SRV && type != Type.PTR) {
            return useless(say, "unknown query type " + type + " in DNS response");
        }
        return new Message(number, truncated, Query.lower(name.toString()), type);
    }

    private static @Nullable Message useless(Consumer<String> say, String why) {
        say.accept(why);
        return null;
    }

    /** The next byte; less than zero where there is none. */
    private static int next(ByteBuffer in) {
        return in.hasRemaining() ? in.get() & 0xff : -1;
    }

    private static String error(int code, int number, @Nullable String name) {
        return "DNS error (" + code + ": " + Answer.words(code) + "), query id:" + number
                + (name == null ? "" : ", name:\"" + name + '"');
    }
}
