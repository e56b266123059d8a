package io.postern.dns;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Type;

/**
 * Whether a datagram is the answer to a question: what nginx looks at, in its order and words, before it looks at the records
 * (ngx_resolver_process_response and the first steps of ngx_resolver_process_a and ngx_resolver_process_ptr).
 *
 * @param id the question's number
 * @param name what was asked for, in lower case
 * @param type A, AAAA or PTR
 */
record AnswerCheck(int id, String name, int type) {
    private static final int HEADER = 12;
    /** The least that a record takes: a pointer, type, class, time to live and length. */
    private static final int LEAST_RECORD = 12;
    /** That it is a response, the kind of question, and bits that must be zero. */
    private static final int STANDARD = 0xf870;

    private static final int RESPONSE = 0x8000;
    private static final int TRUNCATED = 0x02;
    private static final int LABEL_POINTER = 0xc0;
    private static final int FORMAT_ERROR = 1;
    private static final int REFUSED = 5;
    private static final Pattern POINTER_NAME = Pattern.compile(
            "(0*(\\d|\\d\\d|1\\d\\d|2[0-4]\\d|25[0-5])\\.){4}in-addr\\.arpa|([0-9a-f]\\.){32}ip6\\.arpa");

    /**
     * What nginx would log of it; null where it is the answer, be it good or bad.
     *
     * @param tcp whether it came by TCP, where nothing is truncated
     */
    @Nullable
    String fault(byte[] bytes, boolean tcp) {
        if (bytes.length < HEADER) {
            return "short DNS response";
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int number = in.getShort() & 0xffff;
        int flags = in.getShort() & 0xffff;
        int questions = in.getShort() & 0xffff;
        int answers = in.getShort() & 0xffff;
        if ((flags & STANDARD) != RESPONSE || (tcp && truncated(bytes))) {
            return "invalid %s DNS response %d fl:%04X".formatted(tcp ? "TCP" : "UDP", number, flags);
        }
        int code = flags & 0xf;
        if (code == FORMAT_ERROR || code > REFUSED) {
            return error(code, number);
        }
        if (questions != 1) {
            return "invalid number of questions in DNS response";
        }
        in.position(HEADER);
        StringBuilder asked = new StringBuilder();
        int label = next(in);
        while (label > 0) {
            if ((label & LABEL_POINTER) != 0) {
                return "unexpected compression pointer in DNS response";
            }
            if (label > in.remaining()) {
                return "short DNS response";
            }
            asked.append(asked.isEmpty() ? "" : ".")
                    .append(new String(bytes, in.position(), label, StandardCharsets.ISO_8859_1));
            in.position(in.position() + label);
            label = next(in);
        }
        if (label == 0 && asked.isEmpty()) {
            return "zero-length domain name in DNS response";
        }
        if (label < 0 || in.remaining() < 4 + answers * LEAST_RECORD) {
            return "short DNS response";
        }
        return question(number, NameServer.lower(asked.toString()), in.getShort() & 0xffff, in.getShort() & 0xffff);
    }

    /** Whether more of it is to be had by TCP. */
    static boolean truncated(byte[] bytes) {
        return (bytes[2] & TRUNCATED) != 0;
    }

    /** The next byte; less than zero where there is none. */
    private static int next(ByteBuffer in) {
        return in.hasRemaining() ? in.get() & 0xff : -1;
    }

    private @Nullable String question(int number, String asked, int kind, int place) {
        if (place != DClass.IN) {
            return "unknown query class " + place + " in DNS response";
        }
        if (kind != Type.A && kind != Type.AAAA && kind != Type.SRV && kind != Type.PTR) {
            return "unknown query type " + kind + " in DNS response";
        }
        if (kind == Type.PTR && !POINTER_NAME.matcher(asked).matches()) {
            return "invalid in-addr.arpa or ip6.arpa name in DNS response";
        }
        if (kind != type || !asked.equals(name)) {
            return "unexpected DNS response for " + asked;
        }
        return number == id ? null : "wrong ident %d in DNS response for %s, expect %d".formatted(number, asked, id);
    }

    /** In nginx's words; the name is said where it is known from the number, but never that of an address. */
    private String error(int code, int number) {
        String which = code == FORMAT_ERROR && number == id && type != Type.PTR ? ", name:\"" + name + '"' : "";
        return "DNS error (" + code + ": " + Answer.words(code) + "), query id:" + number + which;
    }
}
