package io.postern.dns;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Type;

/**
 * The records of an answer that passed {@link AnswerCheck}, as nginx reads them: in its order, no further than it needs to, and with its
 * words for what is wrong with them (ngx_resolver_process_a, ngx_resolver_process_ptr).
 */
final class AnswerRecords {
    private static final int HEADER = 12;
    private static final int ANSWERS = 6;
    private static final int POINTER = 0xc0;
    /** What stands between a record's name and its data: type, class, time to live and length. */
    private static final int FIXED = 10;
    /** Labels and pointers of one name. */
    private static final int STEPS = 128;

    private static final String SHORT = "short DNS response";
    private static final String OUT = "name is out of DNS response";

    private final byte[] bytes;
    private final int type;
    private final Consumer<String> say;

    private int at;
    private int kind;
    private int length;
    private long ttl;
    private @Nullable String fault;

    private AnswerRecords(byte[] bytes, int type, Consumer<String> say) {
        this.bytes = bytes;
        this.type = type;
        this.say = say;
    }

    /**
     * Reads what was asked for.
     *
     * @param type A, AAAA or PTR
     * @param say is told what is wrong
     * @return null where the answer is of no use
     */
    static @Nullable Reply read(byte[] bytes, int type, Consumer<String> say) {
        return new AnswerRecords(bytes, type, say).read();
    }

    private @Nullable Reply read() {
        int code = bytes[3] & 0xf;
        int count = number(ANSWERS);
        if (code != 0 || count == 0) {
            return Reply.without(code);
        }
        at = HEADER;
        while (bytes[at] != 0) {
            at += 1 + octet(at);
        }
        at += 1 + 2 * Short.BYTES;
        return type == Type.PTR ? pointer(count) : addresses(count);
    }

    private @Nullable Reply pointer(int count) {
        for (int i = 0; i < count; i++) {
            if (!next()) {
                return null;
            }
            if (kind == Type.PTR) {
                String name = name(at);
                return name == null ? useless(fault) : new Reply(0, false, List.of(), name, ttl, null);
            }
            if (kind != Type.CNAME) {
                unexpectedType();
            }
            at += length;
        }
        return useless("no PTR type in DNS response");
    }

    private @Nullable Reply addresses(int count) {
        List<InetAddress> found = new ArrayList<>();
        int alias = -1;
        long least = Integer.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            if (!next()) {
                return null;
            }
            least = Math.min(least, ttl);
            if (kind == Type.A || kind == Type.AAAA) {
                String broken = addressFault();
                if (broken != null) {
                    return useless(broken);
                }
                found.add(address());
            } else if (kind == Type.CNAME) {
                alias = at;
            } else if (kind != Type.DNAME) {
                unexpectedType();
            }
            at += length;
        }
        String name = found.isEmpty() && alias >= 0 ? name(alias) : null;
        return new Reply(0, false, found, name, least, fault);
    }

    private @Nullable String addressFault() {
        if (kind != type) {
            return "unexpected " + Type.string(kind) + " record in DNS response";
        }
        if (length != (kind == Type.A ? 4 : 16)) {
            return "invalid " + Type.string(kind) + " record in DNS response";
        }
        return at + length > bytes.length ? SHORT : null;
    }

    /** An IPv6 address stays one, be it a mapped one. */
    private InetAddress address() {
        byte[] raw = Arrays.copyOfRange(bytes, at, at + length);
        try {
            return kind == Type.A ? InetAddress.getByAddress(raw) : Inet6Address.getByAddress("", raw, -1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Goes to the next record's data; says why there is none. */
    private boolean next() {
        String broken = skipName();
        if (broken == null && at + FIXED >= bytes.length) {
            broken = SHORT;
        }
        if (broken == null && number(at + 2) != DClass.IN) {
            broken = "unexpected RR class " + number(at + 2) + " in DNS response";
        }
        if (broken != null) {
            say.accept(broken);
            return false;
        }
        kind = number(at);
        ttl = Math.max(0, (number(at + 4) << Short.SIZE) | number(at + 6));
        length = number(at + 8);
        at += FIXED;
        return true;
    }

    private @Nullable String skipName() {
        int start = at;
        while (at < bytes.length) {
            int label = octet(at);
            if ((label & POINTER) != 0) {
                at += 2;
                return null;
            }
            at += 1 + label;
            if (label == 0) {
                return at - start < 2 ? "invalid name in DNS response" : null;
            }
        }
        return SHORT;
    }

    /** The labels' own bytes with dots between, in lower case (ngx_resolver_copy); nothing is escaped. Null where it is none, and why. */
    private @Nullable String name(int from) {
        StringBuilder text = new StringBuilder();
        int p = from;
        for (int i = 0; i < STEPS; i++) {
            if (p >= bytes.length) {
                return wrong(OUT);
            }
            int label = octet(p++);
            if (label == 0) {
                return Query.lower(text.toString());
            }
            if (p >= bytes.length) {
                return wrong(OUT);
            }
            if ((label & POINTER) == 0) {
                if (p + label >= bytes.length) {
                    return wrong(OUT);
                }
                text.append(text.isEmpty() ? "" : ".").append(new String(bytes, p, label, StandardCharsets.ISO_8859_1));
                p += label;
            } else if ((label & POINTER) == POINTER) {
                p = ((label & ~POINTER) << Byte.SIZE) | octet(p);
            } else {
                return wrong("invalid label type in DNS response");
            }
        }
        return wrong("compression pointers loop in DNS response");
    }

    private @Nullable String wrong(String why) {
        fault = why;
        return null;
    }

    private void unexpectedType() {
        say.accept("unexpected RR type " + kind + " in DNS response");
    }

    private @Nullable Reply useless(@Nullable String why) {
        say.accept(String.valueOf(why));
        return null;
    }

    private int octet(int index) {
        return bytes[index] & 0xff;
    }

    private int number(int index) {
        return (octet(index) << Byte.SIZE) | octet(index + 1);
    }
}
