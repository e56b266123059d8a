package io.postern.http.serve;

import io.postern.http.parse.ChunkReader;
import io.postern.http.parse.Request;
import java.io.ByteArrayOutputStream;

/** Reads a request's body, by length or in chunks, to keep it or to be rid of it. Pure. */
final class BodyReader {
    /** Where reading stands. */
    enum State {
        MORE,
        DONE,
        BROKEN
    }

    /** nginx's portions of a body that is thrown away. */
    private static final int DISCARDED = 4096;
    /** client_body_buffer_size as it is by default. */
    private static final int KEPT = 16 * 1024;

    private final Request request;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final ChunkReader chunks = new ChunkReader();
    private long left;
    private long most;
    private long over;
    private boolean keep;

    BodyReader(Request request) {
        this.request = request;
        this.left = Math.max(0, request.contentLength);
    }

    /** The body is wanted, up to so many bytes; 0 for any number. */
    void keep(long maxBody) {
        keep = true;
        most = maxBody;
    }

    /** Whether it is kept. */
    boolean isWanted() {
        return keep;
    }

    /** How much may be read for it at once. */
    int portion() {
        int most = keep ? KEPT : DISCARDED;
        return request.chunked ? most : (int) Math.max(1, Math.min(left, most));
    }

    byte[] bytes() {
        return kept.toByteArray();
    }

    State state() {
        if (!request.chunked) {
            return left == 0 ? State.DONE : State.MORE;
        }
        return chunks.broken() ? State.BROKEN : chunks.done() ? State.DONE : State.MORE;
    }

    /** Takes what is the body's; answers how many bytes that were. */
    int feed(byte[] bytes, int at, int length) {
        int taken = request.chunked ? chunked(bytes, at, length) : plain(bytes, at, length);
        if (keep) {
            request.length += taken;
        }
        return taken;
    }

    /** Whether a chunk has begun that would make it longer than it may be. */
    boolean tooLarge() {
        return over > 0;
    }

    /** How long it is so far, and how long the chunk that is too much; for the log. */
    String lengths() {
        return kept.size() + "+" + over;
    }

    long length() {
        return kept.size();
    }

    private int plain(byte[] bytes, int at, int length) {
        int n = (int) Math.min(left, length);
        left -= n;
        if (keep) {
            kept.write(bytes, at, n);
        }
        return n;
    }

    private int chunked(byte[] bytes, int at, int length) {
        int used = 0;
        while (used < length && !chunks.done() && !chunks.broken() && !tooLarge()) {
            int data = chunks.data();
            if (data > 0 && keep && most > 0 && most - kept.size() < chunks.left()) {
                over = chunks.left();
            } else if (data > 0) {
                int n = Math.min(data, length - used);
                if (keep) {
                    kept.write(bytes, at + used, n);
                }
                chunks.took(n);
                used += n;
            } else {
                chunks.feed(bytes[at + used] & 0xff);
                used++;
            }
        }
        return used;
    }
}
