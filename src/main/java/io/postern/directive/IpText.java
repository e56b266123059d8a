package io.postern.directive;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** IP addresses as nginx reads and writes them (ngx_inet_addr, ngx_inet6_addr, ngx_sock_ntop), which is not quite as the JDK does. */
public final class IpText {
    private IpText() {}

    /** Reads either kind of address (ngx_parse_addr); null where nginx declines. Never asks a name server. */
    public static @Nullable InetAddress parse(String text) {
        byte[] bytes = v4(text);
        if (bytes == null) {
            bytes = v6(text);
        }
        return bytes == null ? null : address(bytes);
    }

    /** An address of these 4 or 16 bytes; an IPv4-mapped one stays IPv6, as it does in nginx. */
    public static InetAddress address(byte[] bytes) {
        try {
            return bytes.length == 16 ? Inet6Address.getByAddress(null, bytes, -1) : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address of " + bytes.length + " bytes", e);
        }
    }

    /** Four decimal parts; an empty part is 0, and 255.255.255.255 is no address, both as in ngx_inet_addr. */
    public static byte @Nullable [] v4(String text) {
        byte[] out = new byte[4];
        int part = 0;
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (part == 3) {
                    return null;
                }
                out[part++] = (byte) value;
                value = 0;
                continue;
            }
            if (c < '0' || c > '9') {
                return null;
            }
            value = value * 10 + c - '0';
            if (value > 255) {
                return null;
            }
        }
        if (part != 3) {
            return null;
        }
        out[3] = (byte) value;
        return (out[0] & out[1] & out[2] & out[3]) == -1 ? null : out;
    }

    /** Eight groups with at most one gap (ngx_inet6_addr); a single leading colon is let pass, as nginx does. */
    public static byte @Nullable [] v6(String text) {
        int at = text.startsWith(":") ? 1 : 0;
        byte[] out = new byte[16];
        int filled = 0;
        int gap = -1;
        int groupStart = -1;
        int digits = 0;
        int word = 0;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == ':') {
                groupStart = at + 1;
                if (digits == 0) {
                    if (gap >= 0) {
                        return null;
                    }
                    gap = filled;
                    continue;
                }
                if (filled == 14) {
                    return null;
                }
                filled = put(out, filled, word);
                digits = 0;
                word = 0;
                continue;
            }
            if (c == '.' && digits > 0) {
                byte[] tail = groupStart < 0 || filled > 12 ? null : v4(text.substring(groupStart));
                if (tail == null) {
                    return null;
                }
                filled = put(out, filled, ((tail[0] & 0xff) << 8) | (tail[1] & 0xff));
                word = ((tail[2] & 0xff) << 8) | (tail[3] & 0xff);
                break;
            }
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (++digits > 4 || digit < 0) {
                return null;
            }
            word = (word << 4) | digit;
        }
        if (digits == 0 && gap < 0) {
            return null;
        }
        filled = put(out, filled, word);
        if (gap < 0) {
            return filled == 16 ? out : null;
        }
        if (filled == 16) {
            return null;
        }
        int moved = filled - gap;
        System.arraycopy(out, gap, out, 16 - moved, moved);
        Arrays.fill(out, gap, 16 - moved, (byte) 0);
        return out;
    }

    private static int put(byte[] out, int at, int word) {
        out[at] = (byte) (word >> 8);
        out[at + 1] = (byte) word;
        return at + 2;
    }

    /** Writes an address as nginx does, without port ({@code ngx_sock_ntop(…, 0)}). */
    public static String text(InetAddress address) {
        byte[] b = address.getAddress();
        return b.length == 4 ? dotted(b, 0) : v6Text(b);
    }

    /** Writes an address and its port as nginx does: {@code 127.0.0.1:25}, {@code [::1]:25}. */
    public static String text(InetAddress address, int port) {
        String text = text(address);
        return text.indexOf(':') < 0 ? text + ':' + port : '[' + text + "]:" + port;
    }

    private static String dotted(byte[] b, int at) {
        return (b[at] & 0xff) + "." + (b[at + 1] & 0xff) + "." + (b[at + 2] & 0xff) + "." + (b[at + 3] & 0xff);
    }

    private static String v6Text(byte[] b) {
        int gap = -1;
        int longest = 1;
        int run = 0;
        for (int group = 0; group <= 8; group++) {
            if (group < 8 && word(b, group) == 0) {
                run++;
                continue;
            }
            if (run > longest) {
                longest = run;
                gap = group - run;
            }
            run = 0;
        }
        boolean v4Tail = gap == 0
                && ((longest == 5 && word(b, 5) == 0xffff)
                        || longest == 6
                        || (longest == 7 && b[14] != 0 && b[15] != 1));
        StringBuilder text = new StringBuilder(39);
        if (gap == 0) {
            text.append(':');
        }
        int groups = v4Tail ? 6 : 8;
        for (int group = 0; group < groups; group++) {
            if (group == gap) {
                text.append(':');
                group += longest - 1;
                continue;
            }
            text.append(Integer.toHexString(word(b, group)));
            if (group < 7) {
                text.append(':');
            }
        }
        return v4Tail ? text.append(dotted(b, 12)).toString() : text.toString();
    }

    private static int word(byte[] b, int group) {
        return ((b[2 * group] & 0xff) << 8) | (b[2 * group + 1] & 0xff);
    }
}
