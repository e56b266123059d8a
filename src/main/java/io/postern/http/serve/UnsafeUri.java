package io.postern.http.serve;

import io.postern.http.text.Escapes;
import org.jspecify.annotations.Nullable;

/**
 * A URI that an upstream sends us to, taken apart (ngx_http_parse_unsafe_uri).
 *
 * @param unsafe what of it leads upwards or holds a zero byte, in words for the log; null where nothing does
 */
record UnsafeUri(String path, String args, @Nullable String unsafe) {
    static UnsafeUri of(String uri) {
        int question = uri.indexOf('?');
        String path = question < 0 ? uri : uri.substring(0, question);
        String plain = path.indexOf('%') < 0 ? path : Escapes.decode(path);
        String unsafe = path.isEmpty() || isUnsafe(path) ? uri : isUnsafe(plain) ? plain : null;
        return new UnsafeUri(plain, question < 0 ? "" : uri.substring(question + 1), unsafe);
    }

    private static boolean isUnsafe(String path) {
        String closed = path + '/';
        return closed.startsWith("../") || closed.contains("/../") || path.indexOf(0) >= 0;
    }
}
