package io.postern.net;

import io.postern.directive.IpText;
import io.postern.log.Level;
import io.postern.log.Log;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A PROXY protocol header that a client's connection began with (ngx_proxy_protocol_read, versions 1 and 2). It must come in one piece:
 * nginx peeks once.
 *
 * @param length how many bytes it took
 * @param source the client's address as text; null where the header names none (UNKNOWN, LOCAL, other families and transports)
 * @param destination the address that the client connected to
 */
public record ProxyHeader(
        int length,
        @Nullable String source,
        int sourcePort,
        @Nullable String destination,
        int destinationPort) {
    /** Longest header that is looked at. */
    public static final int MAX = 4096;

    private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final int V2_FIXED = 16;

    private static ProxyHeader unnamed(int length) {
        return new ProxyHeader(length, null, 0, null, 0);
    }

    /** Reads the header at the start of what has come; null when there is none, which the log then says. */
    public static @Nullable ProxyHeader read(byte[] bytes, int length, Log log) {
        if (length >= V2_FIXED && Arrays.equals(bytes, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
            return readV2(bytes, length, log);
        }
        ProxyHeader header = readV1(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
        if (header == null) {
            int end = 0;
            while (end < length && bytes[end] != '\r' && bytes[end] != '\n') {
                end++;
            }
            log.write(Level.ERROR, "broken header: \"" + new String(bytes, 0, end, StandardCharsets.ISO_8859_1) + "\"");
        }
        return header;
    }

    private static @Nullable ProxyHeader readV1(String text) {
        if (text.length() < 8 || !text.startsWith("PROXY ")) {
            return null;
        }
        if (text.startsWith("UNKNOWN", 6)) {
            int end = text.indexOf("\r\n", 13);
            return end < 0 ? null : unnamed(end + 2);
        }
        if (!text.startsWith("TCP4 ", 6) && !text.startsWith("TCP6 ", 6)) {
            return null;
        }
        int source = 11;
        int destination = behindAddress(text, source);
        int sourcePort = destination < 0 ? -1 : behindAddress(text, destination);
        if (sourcePort < 0) {
            return null;
        }
        int destinationPort = text.indexOf(' ', sourcePort) + 1;
        int end = destinationPort == 0 ? -1 : text.indexOf('\r', destinationPort);
        if (end < 0 || end + 1 >= text.length() || text.charAt(end + 1) != '\n') {
            return null;
        }
        int from = port(text.substring(sourcePort, destinationPort - 1));
        int to = port(text.substring(destinationPort, end));
        if (from < 0 || to < 0) {
            return null;
        }
        return new ProxyHeader(
                end + 2,
                text.substring(source, destination - 1),
                from,
                text.substring(destination, sourcePort - 1),
                to);
    }

    /** Where the next field begins; -1 where this is no address. */
    private static int behindAddress(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ') {
                return i + 1;
            }
            if (c != ':' && c != '.' && (c > 'f' || Character.digit(c, 16) < 0)) {
                return -1;
            }
        }
        return -1;
    }

    private static int port(String digits) {
        int n = 0;
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9' || n > 65535) {
                return -1;
            }
            n = n * 10 + c - '0';
        }
        return digits.isEmpty() || n > 65535 ? -1 : n;
    }

    private static @Nullable ProxyHeader readV2(byte[] bytes, int length, Log log) {
        int version = (bytes[12] & 255) >> 4;
        if (version != 2) {
            log.write(Level.ERROR, "unknown PROXY protocol version: " + version);
            return null;
        }
        int rest = word(bytes, 14);
        if (length - V2_FIXED < rest) {
            log.write(Level.ERROR, "header is too large");
            return null;
        }
        int end = V2_FIXED + rest;
        boolean proxy = (bytes[12] & 15) == 1;
        boolean stream = (bytes[13] & 15) == 1;
        int family = (bytes[13] & 255) >> 4;
        if (!proxy || !stream || (family != 1 && family != 2)) {
            return unnamed(end);
        }
        int size = family == 1 ? 4 : 16;
        if (rest < 2 * size + 4) {
            return null;
        }
        int ports = V2_FIXED + 2 * size;
        return new ProxyHeader(
                end,
                text(bytes, V2_FIXED, size),
                word(bytes, ports),
                text(bytes, V2_FIXED + size, size),
                word(bytes, ports + 2));
    }

    private static String text(byte[] bytes, int at, int size) {
        return IpText.text(IpText.address(Arrays.copyOfRange(bytes, at, at + size)));
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 255) << 8 | (bytes[at + 1] & 255);
    }
}
