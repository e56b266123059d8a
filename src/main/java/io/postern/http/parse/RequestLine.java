package io.postern.http.parse;

import org.jspecify.annotations.Nullable;

/**
 * A request line, read byte by byte so that a wrong byte is refused when it comes and not at the end of a line that may never end
 * (ngx_http_parse_request_line).
 */
public final class RequestLine {
    /** What a byte did. */
    public enum Fed {
        MORE,
        DONE,
        BAD_METHOD,
        BAD_REQUEST,
        BAD_VERSION,
        BAD_09_METHOD
    }

    private enum At {
        START,
        METHOD,
        BEFORE_URI,
        SCHEME,
        SCHEME_SLASH,
        SCHEME_SLASHES,
        BEFORE_HOST,
        HOST,
        HOST_LITERAL,
        HOST_END,
        PORT,
        URI,
        AFTER_URI,
        PROTOCOL,
        MAJOR_FIRST,
        MAJOR,
        MINOR_FIRST,
        MINOR,
        AFTER_VERSION,
        LF
    }

    private static final String HTTP = "HTTP/";

    private final StringBuilder line = new StringBuilder();
    private At at = At.START;
    private String method = "";
    private int mark;
    private int hostStart = -1;
    private int hostEnd = -1;
    private int schemeEnd = -1;
    private int uriStart = -1;
    private int uriEnd = -1;
    private int protocolStart = -1;
    private int major = 1;
    private int minor;

    /** Takes one byte (0 to 255). Nothing may follow DONE or a refusal. */
    public Fed feed(int b) {
        char c = (char) b;
        if (at == At.START && (c == '\r' || c == '\n')) {
            return Fed.MORE;
        }
        line.append(c);
        return switch (at) {
            case START, METHOD -> method(c);
            case BEFORE_URI -> beforeUri(c);
            case SCHEME -> scheme(c);
            case SCHEME_SLASH -> slash(c, At.SCHEME_SLASHES);
            case SCHEME_SLASHES -> slash(c, At.BEFORE_HOST);
            case BEFORE_HOST -> beforeHost(c);
            case HOST -> host(c);
            case HOST_LITERAL -> hostLiteral(c);
            case HOST_END -> hostEnd(c);
            case PORT -> port(c);
            case URI -> uri(c);
            case AFTER_URI -> afterUri(c);
            case PROTOCOL -> protocol(c);
            case MAJOR_FIRST, MAJOR -> majorDigit(c);
            case MINOR_FIRST, MINOR -> minorDigit(c);
            case AFTER_VERSION -> c == ' ' ? Fed.MORE : lineEnd(c);
            case LF -> c == '\n' ? done(2) : Fed.BAD_REQUEST;
        };
    }

    private Fed go(At next) {
        at = next;
        return Fed.MORE;
    }

    private Fed method(char c) {
        if (c == ' ' && at == At.METHOD) {
            method = line.substring(0, line.length() - 1);
            return go(method.equals("CONNECT") ? At.BEFORE_HOST : At.BEFORE_URI);
        }
        if ((c < 'A' || c > 'Z') && c != '_' && c != '-') {
            return Fed.BAD_METHOD;
        }
        return go(At.METHOD);
    }

    private Fed beforeUri(char c) {
        if (c == '/') {
            uriStart = line.length() - 1;
            return go(At.URI);
        }
        if (isLetter(c)) {
            return go(At.SCHEME);
        }
        return c == ' ' ? Fed.MORE : Fed.BAD_REQUEST;
    }

    private Fed scheme(char c) {
        if (isLetter(c) || isDigit(c) || c == '+' || c == '-' || c == '.') {
            return Fed.MORE;
        }
        if (c == ':') {
            schemeEnd = line.length() - 1;
            return go(At.SCHEME_SLASH);
        }
        return Fed.BAD_REQUEST;
    }

    private Fed slash(char c, At next) {
        return c == '/' ? go(next) : Fed.BAD_REQUEST;
    }

    private Fed beforeHost(char c) {
        if (c == ' ' && isConnect()) {
            return Fed.MORE;
        }
        hostStart = line.length() - 1;
        if (c == '[') {
            return go(At.HOST_LITERAL);
        }
        at = At.HOST;
        return host(c);
    }

    private Fed host(char c) {
        return isLetter(c) || isDigit(c) || c == '.' || c == '-' ? Fed.MORE : hostEnd(c);
    }

    private Fed hostLiteral(char c) {
        if (c == ']') {
            return go(At.HOST_END);
        }
        return isLetter(c) || isDigit(c) || ":-._~!$&'()*+,;=".indexOf(c) >= 0 ? Fed.MORE : Fed.BAD_REQUEST;
    }

    private Fed hostEnd(char c) {
        if (c == ':') {
            mark = line.length();
            return go(At.PORT);
        }
        return isConnect() ? Fed.BAD_REQUEST : afterHost(c);
    }

    private Fed port(char c) {
        if (isDigit(c)) {
            return Fed.MORE;
        }
        if (!isConnect()) {
            return afterHost(c);
        }
        hostEnd = line.length() - 1;
        return c == ' ' && hostEnd > mark ? go(At.AFTER_URI) : Fed.BAD_REQUEST;
    }

    private Fed afterHost(char c) {
        hostEnd = line.length() - 1;
        if (c == '/' || c == '?') {
            uriStart = line.length() - 1;
            return go(At.URI);
        }
        if (c == ' ') {
            uriStart = schemeEnd + 1;
            uriEnd = schemeEnd + 2;
            return go(At.AFTER_URI);
        }
        return Fed.BAD_REQUEST;
    }

    private Fed uri(char c) {
        if (c == ' ' || c == '\r' || c == '\n') {
            uriEnd = line.length() - 1;
            return c == ' ' ? go(At.AFTER_URI) : http09(c);
        }
        return c < 0x20 || c == 0x7f ? Fed.BAD_REQUEST : Fed.MORE;
    }

    private Fed afterUri(char c) {
        return switch (c) {
            case ' ' -> Fed.MORE;
            case '\r', '\n' -> http09(c);
            case 'H' -> {
                protocolStart = line.length() - 1;
                yield go(At.PROTOCOL);
            }
            default -> Fed.BAD_REQUEST;
        };
    }

    private Fed http09(char c) {
        major = 0;
        minor = 9;
        return lineEnd(c);
    }

    private Fed protocol(char c) {
        int i = line.length() - 1 - protocolStart;
        if (c != HTTP.charAt(i)) {
            return Fed.BAD_REQUEST;
        }
        if (i < HTTP.length() - 1) {
            return Fed.MORE;
        }
        major = 0;
        return go(At.MAJOR_FIRST);
    }

    private Fed majorDigit(char c) {
        if (c == '.' && at == At.MAJOR) {
            return go(At.MINOR_FIRST);
        }
        if (!isDigit(c) || (at == At.MAJOR_FIRST && c == '0')) {
            return Fed.BAD_REQUEST;
        }
        major = major * 10 + c - '0';
        return major > 1 ? Fed.BAD_VERSION : go(At.MAJOR);
    }

    private Fed minorDigit(char c) {
        if (at == At.MINOR && (c == ' ' || c == '\r' || c == '\n')) {
            return c == ' ' ? go(At.AFTER_VERSION) : lineEnd(c);
        }
        if (!isDigit(c) || minor > 99) {
            return Fed.BAD_REQUEST;
        }
        minor = minor * 10 + c - '0';
        return go(At.MINOR);
    }

    private Fed lineEnd(char c) {
        if (c == '\r') {
            return go(At.LF);
        }
        return c == '\n' ? done(1) : Fed.BAD_REQUEST;
    }

    private Fed done(int terminator) {
        line.setLength(line.length() - terminator);
        return isHttp09() && !method.equals("GET") ? Fed.BAD_09_METHOD : Fed.DONE;
    }

    private boolean isConnect() {
        return method.equals("CONNECT");
    }

    private static boolean isLetter(char c) {
        char l = (char) (c | 0x20);
        return l >= 'a' && l <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The line as far as it came, without its end. */
    public String text() {
        return line.toString();
    }

    /** Whether any byte of the line has come. */
    public boolean begun() {
        return at != At.START;
    }

    public String method() {
        return method;
    }

    /** The request target; for CONNECT and a URI without a path it is a slash. */
    public String target() {
        return isConnect() || uriStart < 0 ? "/" : line.substring(uriStart, Math.min(uriEnd, line.length()));
    }

    /** The host of an absolute URI with its port, or null. */
    public @Nullable String host() {
        return hostEnd < 0 ? null : line.substring(hostStart, hostEnd);
    }

    /** {@code HTTP/1.1} as sent, as far as it came; null for HTTP/0.9. */
    public @Nullable String protocol() {
        return protocolStart < 0 ? null : line.substring(protocolStart);
    }

    /** 9, 1000, 1001: nginx's http_version. */
    public int version() {
        return isHttp09() ? 9 : major * 1000 + minor;
    }

    private boolean isHttp09() {
        return protocolStart < 0;
    }
}
