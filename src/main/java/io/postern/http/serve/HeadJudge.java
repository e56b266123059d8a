package io.postern.http.serve;

import io.postern.http.parse.Request;
import org.jspecify.annotations.Nullable;

/** Whether what a whole head asks for is possible (ngx_http_process_request_header). */
final class HeadJudge {
    /**
     * Why it is not.
     *
     * @param status the code that the client is sent
     * @param words for the log at info
     */
    record Refusal(int status, String words) {}

    private HeadJudge() {}

    /** Judges a head, and notes in it how its body comes; null where there is nothing against it. */
    static @Nullable Refusal judge(Request request) {
        if (request.version > 1000 && request.first("Host") == null) {
            return bad("client sent HTTP/1.1 request without \"Host\" header");
        }
        String length = request.first("Content-Length");
        if (length != null) {
            request.contentLength = number(length);
            if (request.contentLength < 0) {
                return bad("client sent invalid \"Content-Length\" header");
            }
        }
        String coding = request.first("Transfer-Encoding");
        if (coding != null) {
            if (request.version < 1001) {
                return bad("client sent HTTP/1.0 request with \"Transfer-Encoding\" header");
            }
            if (!coding.equalsIgnoreCase("chunked")) {
                return new Refusal(501, "client sent unknown \"Transfer-Encoding\": \"" + coding + "\"");
            }
            if (length != null) {
                return bad("client sent \"Content-Length\" and \"Transfer-Encoding\" headers at the same time");
            }
            request.chunked = true;
        }
        if (request.method.equals("CONNECT") || request.method.equals("TRACE")) {
            return new Refusal(405, "client sent " + request.method + " method");
        }
        return null;
    }

    private static Refusal bad(String words) {
        return new Refusal(400, words);
    }

    /** Digits alone, as many as a long takes; else -1 (ngx_atoof). */
    private static long number(String digits) {
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooLarge) {
            return -1;
        }
    }
}
