package io.postern.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes up what a client sends on one connection: requests, sensible, odd or damaged, in pieces. The same for the same seed. */
final class HttpDice {
    private static final List<String> PATHS = SideBySide.lines("dice.paths");
    private static final List<String> METHODS = List.of(
            "GET",
            "GET",
            "GET",
            "GET",
            "GET",
            "GET",
            "HEAD",
            "POST",
            "OPTIONS",
            "PUT",
            "DELETE",
            "PATCH",
            "PROPFIND",
            "M-X",
            "get");
    private static final List<String> VERSIONS = List.of(
            "HTTP/1.1",
            "HTTP/1.1",
            "HTTP/1.1",
            "HTTP/1.1",
            "HTTP/1.0",
            "HTTP/1.0",
            "HTTP/1.0",
            "HTTP/1.2",
            "HTTP/2.0",
            "HTTP/0.9",
            "http/1.1",
            "HTTP/1.");
    private static final List<String> HOSTS = List.of(
            "localhost",
            "localhost",
            "localhost",
            "localhost",
            "127.0.0.1",
            "example.org",
            "a.example.org:80",
            "MAIL.Example.Org.",
            "up.regex.net",
            "x.example.com",
            "www.example.de",
            "",
            "bad host",
            "[::1]:25",
            "a..b",
            "a/b",
            "host:port",
            "host:99999");
    private static final List<String> HEADERS = List.of(
            "Auth-Method: plain",
            "Auth-User: alice",
            "Auth-Pass: secret",
            "Auth-User: bob@example.org",
            "Auth-Pass: b",
            "Auth-Protocol: imap",
            "Auth-Protocol: smtp",
            "Auth-Protocol: SIEVE",
            "Auth-Login-Attempt: 1",
            "Auth-Login-Attempt: 5",
            "Auth-Method: cram-md5",
            "Auth-User: carol",
            "Auth-User: x+y@z",
            "Auth-User: dave@example.net",
            "Auth-User: EVE12",
            "Client-IP: 10.1.2.3",
            "Auth-User: \u00e4\"\\\t\u007f",
            "User-Agent: curl/8.1",
            "User-Agent: Mozilla/4.0 (compatible; MSIE 6.0)",
            "User-Agent: Mozilla/5.0 Chrome/1.0",
            "Authorization: Basic cGxhaW46c2VjcmV0",
            "Authorization: Basic YXByOnNlY3JldA==",
            "Authorization: Basic eDp5",
            "Authorization: Basic cGxhaW46d3Jvbmc=",
            "Authorization: Basic !!!",
            "Authorization: Bearer z",
            "Cookie: k=v; l=w",
            "Cookie: a=1; k=\"q\"",
            "Connection: close",
            "Connection: keep-alive",
            "Connection: Keep-Alive, Upgrade",
            "Keep-Alive: 5",
            "Accept: */*",
            "Accept-Encoding: identity",
            "Referer: http://x/y\"",
            "X-Forwarded-For: 10.9.8.7",
            "X-Forwarded-For: 10.9.8.7, 127.0.0.9",
            "X-Forwarded-For: nonsense",
            "X_Under_Score: u",
            "X-Odd!Name: 1",
            "Upgrade: h2c",
            "TE: trailers",
            "If-Modified-Since: Mon, 28 Sep 1970 06:00:00 GMT",
            "If-None-Match: *",
            "If-None-Match: \"x\"",
            "If-Match: *",
            "If-Match: \"y\"",
            "If-Unmodified-Since: Mon, 28 Sep 1970 06:00:00 GMT",
            "Range: bytes=0-3",
            "Range: bytes=1-",
            "Range: bytes=9999-",
            "Range: bytes=0-0,2-5,-3",
            "Range: bytes=-5",
            "Range: bytes=5-2",
            "Range: bytes= 1 - 3 , 7-",
            "Range: bytes=0-,1-",
            "Range: bits=1-2",
            "Range: bytes=x",
            "Range: bytes=99999999999999999999-",
            "If-Range: \"x\"",
            "If-Range: Wed, 02 Jan 2019 03:04:05 GMT",
            "If-Modified-Since: Wed, 02 Jan 2019 03:04:05 GMT",
            "If-Modified-Since: Wednesday, 02-Jan-19 03:04:05 GMT",
            "If-Modified-Since: Wed Jan  2 03:04:05 2019",
            "If-Modified-Since: Thu, 03 Jan 2030 03:04:05 GMT",
            "If-Unmodified-Since: Wed, 02 Jan 2019 03:04:05 GMT",
            "If-Unmodified-Since: Tue, 01 Jan 2019 00:00:00 GMT",
            "If-None-Match: \"5c2c28e5-10\"",
            "If-None-Match: W/\"5c2c28e5-10\", \"y\"",
            "If-Match: \"z\", \"5c2c28e5-10\"",
            "If-Range: \"5c2c28e5-10\"",
            "X-Empty:",
            "X-Spaces:   a b  ",
            "X-Long: " + "l".repeat(300),
            "X-Long: " + "m".repeat(700),
            "Cookie: k=" + "c".repeat(2100),
            "no-colon",
            "Content-Type: text/xml",
            ": nameless",
            " folded: x",
            "X-Tab\t: y",
            "Proxy-Connection: keep-alive",
            "Expect: 100-continue",
            "Expect: something");

    private final Random random;

    private final List<String> paths;

    HttpDice(long seed) {
        this(seed, PATHS);
    }

    /** The same about other paths. */
    HttpDice(long seed, List<String> paths) {
        random = new Random(seed);
        this.paths = paths;
    }

    /** What is sent, piece by piece. */
    List<byte[]> session() {
        StringBuilder all = new StringBuilder();
        int requests = random.nextInt(3) == 0 ? 2 + random.nextInt(3) : 1;
        for (int i = 0; i < requests; i++) {
            request(all);
        }
        if (one(12)) {
            damage(all);
        }
        if (one(30)) {
            all.setLength(random.nextInt(all.length()));
        }
        byte[] bytes = all.toString().getBytes(StandardCharsets.ISO_8859_1);
        List<byte[]> pieces = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int n = one(3) && pieces.size() < 4 ? 1 + random.nextInt(bytes.length - at) : bytes.length - at;
            pieces.add(Arrays.copyOfRange(bytes, at, at + n));
            at += n;
        }
        return pieces;
    }

    private void request(StringBuilder out) {
        String eol = one(40) ? "\n" : "\r\n";
        String path = path();
        String version = pick(VERSIONS);
        if (one(30)) {
            out.append(one(2) ? "GET " : "POST ").append(path).append(eol);
            return;
        }
        if (one(40)) {
            out.append(eol);
        }
        out.append(pick(METHODS)).append(' ');
        if (one(25)) {
            out.append(one(2) ? "http://" : "https://").append(pick(HOSTS));
        }
        out.append(path).append(one(40) ? "  " : " ").append(version).append(eol);
        List<String> lines = new ArrayList<>();
        if (!one(12)) {
            lines.add("Host: " + pick(HOSTS));
        }
        for (int n = random.nextInt(6); n > 0; n--) {
            lines.add(one(12) ? odd(pick(HEADERS)) : pick(HEADERS));
        }
        String body = body(lines);
        while (!lines.isEmpty()) {
            out.append(lines.remove(random.nextInt(lines.size()))).append(eol);
        }
        out.append(eol).append(body);
    }

    private String body(List<String> lines) {
        if (!one(4)) {
            return "";
        }
        String text = "user=a&pass=b".repeat(random.nextInt(one(6) ? 800 : 4));
        switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> lines.add("Content-Length: " + text.length());
            case 4, 5 -> {
                lines.add("Transfer-Encoding: " + (one(8) ? "gzip" : "chunked"));
                StringBuilder chunks = new StringBuilder();
                for (int at = 0; at < text.length(); ) {
                    int n = Math.min(text.length() - at, 1 + random.nextInt(300));
                    chunks.append(Integer.toHexString(n))
                            .append(one(5) ? ";x=y" : "")
                            .append("\r\n");
                    chunks.append(text, at, at + n).append("\r\n");
                    at += n;
                }
                chunks.append(one(10) ? "0\r\nX-Trailer: t\r\n\r\n" : "0\r\n\r\n");
                return chunks.toString();
            }
            case 6 -> lines.add("Content-Length: " + (text.length() + random.nextInt(20) - 10));
            default -> {
                lines.add("Content-Length: " + text.length());
                lines.add(one(2) ? "Content-Length: 3" : "Transfer-Encoding: chunked");
            }
        }
        return text;
    }

    private String path() {
        String path = pick(paths);
        switch (random.nextInt(30)) {
            case 0 -> path = path + "?a=x-y&b=%20&k";
            case 1 -> path = path.replaceFirst("/", "//");
            case 2 -> path = "/x/.." + path;
            case 3 -> path = path + "/../";
            case 4 -> path = path.replaceFirst("(\\w)", "%" + "61");
            case 5 -> path = path + "#frag";
            case 6 -> path = path + "%";
            case 7 -> path = path + "\u00e4\"<>";
            case 8 -> path = path + "?" + "z".repeat(random.nextInt(1500));
            case 9 -> path = path + "/./x%2f%3f.html";
            case 10 -> path = one(2) ? "*" : path.substring(1);
            case 11 -> path = "/../.." + path;
            default -> {}
        }
        return path;
    }

    private String odd(String header) {
        return switch (random.nextInt(6)) {
            case 0 -> header.toUpperCase(java.util.Locale.ROOT);
            case 1 -> header.replaceFirst(": ", ":");
            case 2 -> header + "\u0000x";
            case 3 -> header.replaceFirst(":", " :");
            case 4 -> header + "\rx";
            default -> header.replaceFirst("-", "_");
        };
    }

    private void damage(StringBuilder all) {
        for (int n = 1 + random.nextInt(2); n > 0; n--) {
            int at = random.nextInt(all.length());
            switch (random.nextInt(3)) {
                case 0 -> all.setCharAt(at, (char) random.nextInt(256));
                case 1 -> all.deleteCharAt(at);
                default -> all.insert(at, "\r\n :%/?".charAt(random.nextInt(7)));
            }
            if (all.length() == 0) {
                all.append('x');
            }
        }
    }

    private boolean one(int in) {
        return random.nextInt(in) == 0;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
