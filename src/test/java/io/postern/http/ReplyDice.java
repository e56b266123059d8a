package io.postern.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes up what an upstream answers: sensible, odd or damaged. The same for the same seed. */
final class ReplyDice {
    private static final List<String> STATUS = List.of(
            "HTTP/1.1 200 OK",
            "HTTP/1.1 200 OK",
            "HTTP/1.1 200 OK",
            "HTTP/1.0 200 OK",
            "HTTP/1.1 204 No Content",
            "HTTP/1.1 206 Part",
            "HTTP/1.1 301 Moved",
            "HTTP/1.1 302",
            "HTTP/1.1 304 Not Modified",
            "HTTP/1.1 401 Who",
            "HTTP/1.1 403 No",
            "HTTP/1.1 404 Nowhere",
            "HTTP/1.1 500 Oops",
            "HTTP/1.1 503 Later",
            "HTTP/1.1 299  Odd  words ",
            "HTTP/1.1 999 Many",
            "HTTP/1.1 000 None",
            "HTTP/1.1 102 Wait",
            "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK",
            "HTTP/2.0 200 OK",
            "HTTP/0.9 200 OK",
            "HTTP/1.1  200 OK",
            "HTTP/1.1 200.5 OK",
            "HTTP/1.1 20 OK",
            "HTTP/1.1 2000 OK",
            "ICY 200 OK",
            "http/1.1 200 OK",
            " HTTP/1.1 200 OK");
    private static final List<String> HEADERS = List.of(
            "Auth-Status: OK",
            "Auth-Server: 127.0.0.1",
            "Auth-Port: 143",
            "Auth-Status: Invalid login",
            "Content-Type: text/html",
            "Content-Type: text/plain; charset=koi8-r",
            "Content-Type: text/html;charset=\"utf-8\"",
            "Content-Type: text/x; a=b; Charset=latin1",
            "Content-Type:",
            "content-type: TEXT/HTML",
            "Server: own",
            "Server: other",
            "Date: yesterday",
            "Date: Thu, 01 Jan 1970 00:00:00 GMT",
            "Location: http://127.0.0.1:%%/app/x",
            "Location: /here",
            "Location: http://one.test/two",
            "Refresh: 5; url=http://127.0.0.1:%%/app/y",
            "Refresh: 1",
            "Set-Cookie: a=1; path=/",
            "Set-Cookie: b=2",
            "Cache-Control: no-cache",
            "Cache-Control: max-age=5",
            "Expires: Thu, 01 Jan 1970 00:00:00 GMT",
            "Last-Modified: Thu, 01 Jan 1970 00:00:00 GMT",
            "Last-Modified: never",
            "ETag: \"x\"",
            "ETag: W/\"y\"",
            "Accept-Ranges: bytes",
            "Accept-Ranges: none",
            "Content-Range: bytes 0-1/5",
            "Connection: close",
            "Connection: keep-alive",
            "Connection: X-A, close",
            "Keep-Alive: timeout=5",
            "Proxy-Connection: close",
            "Upgrade: websocket",
            "Vary: *",
            "Link: </style>",
            "WWW-Authenticate: Basic realm=\"r\"",
            "WWW-Authenticate: Digest",
            "Status: 404 Not",
            "X-Accel-Redirect: /text?from=accel",
            "X-Accel-Redirect: @named",
            "X-Accel-Redirect: nowhere",
            "X-Accel-Expires: 5",
            "X-Accel-Limit-Rate: 100000",
            "X-Pad: p",
            "X-A: 1",
            "X-A: 2",
            "x_under: u",
            "X!odd: o",
            "Content-Encoding: gzip",
            "Content-Disposition: inline",
            "Transfer-Encoding: chunked",
            "Trailer: X-T",
            "no colon",
            ": nameless",
            "X-Nul: a\u0000b",
            " folded: f",
            "X-Space : s",
            "X-Long: " + "l".repeat(300),
            "X-Longer: " + "m".repeat(3000),
            "X-Empty:",
            "X-Blank:   b  ",
            "X-Tab:\tt\t",
            "X-High: \u00e4",
            "X-CR: a\rb");

    private final Random random;

    ReplyDice(long seed) {
        random = new Random(seed);
    }

    /** What comes back. */
    byte[] reply(int port) {
        StringBuilder out = new StringBuilder();
        String eol = one(15) ? "\n" : "\r\n";
        out.append(one(25) ? "just words" : pick(STATUS)).append(eol);
        String body = one(4) ? "" : "0123456789".repeat(1 + random.nextInt(one(8) ? 60 : 3));
        List<String> lines = new ArrayList<>();
        for (int n = random.nextInt(6); n > 0; n--) {
            lines.add(pick(HEADERS).replace("%%", String.valueOf(port)));
        }
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> lines.add("Content-Length: " + body.length());
            case 4, 5 -> {
                lines.add("Transfer-Encoding: " + (one(8) ? "gzip" : one(8) ? "Chunked" : "chunked"));
                body = chunked(body);
            }
            case 6 -> lines.add("Content-Length: " + Math.max(0, body.length() + random.nextInt(20) - 10));
            case 7 -> {
                lines.add("Content-Length: " + (one(2) ? "-1" : one(2) ? "1x" : "99999999999999999999"));
                if (one(2)) {
                    lines.add("Content-Length: " + body.length());
                }
            }
            default -> {}
        }
        while (!lines.isEmpty()) {
            out.append(lines.remove(random.nextInt(lines.size()))).append(eol);
        }
        out.append(eol).append(body);
        if (one(12)) {
            out.setLength(random.nextInt(out.length()));
        }
        if (one(12) && out.length() > 0) {
            out.setCharAt(random.nextInt(out.length()), (char) random.nextInt(256));
        }
        return out.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private String chunked(String text) {
        StringBuilder chunks = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
            int n = Math.min(text.length() - at, 1 + random.nextInt(300));
            chunks.append(Integer.toHexString(n)).append(one(5) ? ";x=y" : "").append("\r\n");
            chunks.append(text, at, at + n).append("\r\n");
            at += n;
        }
        return chunks.append(one(5) ? "0\r\nX-T: t\r\n\r\n" : "0\r\n\r\n")
                .append(one(8) ? "more" : "")
                .toString();
    }

    private boolean one(int in) {
        return random.nextInt(in) == 0;
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
