package io.postern.http.serve;

import io.postern.http.exchange.Reply;
import io.postern.http.parse.Ranges.Range;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A file on its way to the client, whole or in ranges, no faster than the client takes it. Confined to the connection's event loop. */
final class DocumentBody {
    private static final int PIECE = 32 * 1024;

    private final Answer answer;
    private final FileChannel channel;
    private final long size;
    /** What is to come: texts between ranges, and ranges. */
    private final Deque<Object> left = new ArrayDeque<>();

    DocumentBody(Answer answer, FileChannel channel, long size) {
        this.answer = answer;
        this.channel = channel;
        this.size = size;
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // nothing can be lost of a file that was only read
        }
    }

    /** The head is out: sends what it announced. */
    void send() {
        Reply r = answer.exchange().reply();
        List<Range> ranges = r.ranges;
        if (ranges.isEmpty()) {
            left.add(new Range(0, size));
        }
        for (int i = 0; i < ranges.size(); i++) {
            if (ranges.size() > 1) {
                left.add(r.rangeHeads.get(i));
            }
            left.add(ranges.get(i));
        }
        if (ranges.size() > 1) {
            left.add(r.rangeHeads.get(ranges.size()));
        }
        answer.outlet().whenGone(this::close);
        pump();
    }

    private void pump() {
        byte[] bytes = new byte[PIECE];
        while (!left.isEmpty() && !answer.wantsNoBody()) {
            if (answer.outlet().full()) {
                answer.outlet().whenDrained(this::pump);
                return;
            }
            Object next = left.remove();
            if (next instanceof String text) {
                byte[] head = text.getBytes(StandardCharsets.ISO_8859_1);
                answer.body(head, 0, head.length);
            } else if (!piece((Range) next, bytes)) {
                close();
                answer.broken();
                return;
            }
        }
        close();
        answer.end();
    }

    /** One piece of a range; false when the file has become shorter, or cannot be read. */
    private boolean piece(Range range, byte[] bytes) {
        int n = (int) Math.min(bytes.length, range.end() - range.start());
        if (n == 0) {
            return true;
        }
        try {
            n = channel.read(ByteBuffer.wrap(bytes, 0, n), range.start());
        } catch (IOException e) {
            return false;
        }
        if (n <= 0) {
            return false;
        }
        answer.body(bytes, 0, n);
        if (range.start() + n < range.end()) {
            left.addFirst(new Range(range.start() + n, range.end()));
        }
        return true;
    }
}
