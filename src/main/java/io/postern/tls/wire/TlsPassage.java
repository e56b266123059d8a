package io.postern.tls.wire;

import io.netty.buffer.ByteBuf;
import io.postern.net.PutBack;
import io.postern.net.Wire;

/**
 * Passes what a wire in TLS hears on to another wire. Where the kernel has nothing more, two full buffers of what is opened already go on
 * at once, then it is the others' turn, whose end may make the rest superfluous (ngx_ssl_recv, which posts an event for the next time
 * round). A bulk transfer does not wait. Confined to its event loop.
 */
final class TlsPassage {
    /** So many full moves in a row make a transfer bulk, as without TLS. */
    private static final int BULK = 4;

    private final TlsWire from;
    private final TlsEar ear;
    private final PutBack ahead;
    /** How many moves in a row have filled the room there was and left nothing behind. */
    private int fullMoves;
    /** Whether a full buffer has gone on in this turn. */
    private boolean begun;
    /** Whether this turn is over. */
    private boolean over;

    TlsPassage(TlsWire from, TlsEar ear, PutBack ahead) {
        this.from = from;
        this.ear = ear;
        this.ahead = ahead;
    }

    /** Something has happened, or all others have had their turn. */
    void begins() {
        begun = false;
        over = false;
    }

    /** See {@link Wire#move}. */
    int move(Wire to, int most) {
        if (over) {
            return Wire.AGAIN;
        }
        int n = ahead.any() ? ahead.move(to, most) : pass(to, most);
        fullMoves = n >= most && to.pending() == 0 ? fullMoves + 1 : 0;
        if (n >= most && fullMoves < BULK && ear.drained()) {
            over = begun;
            begun = true;
            if (over) {
                from.loop().execute(this::nextTurn);
            }
        }
        return n;
    }

    private int pass(Wire to, int most) {
        ByteBuf plain = TlsMemory.get().plain();
        // in bulk the kernel may have all that it takes of a record, without being asked for each part
        int n = from.open(plain, fullMoves >= BULK ? Math.max(most, TlsMemory.SEALED) : most);
        if (n <= 0) {
            return n;
        }
        if (n <= most && ear.over()) {
            to.lastWords();
        }
        int taken = n > most ? to.offer(plain) : 0;
        int more = Math.min(plain.readableBytes(), taken > 0 ? 0 : most);
        int left = plain.readableBytes() - more;
        if (left > 0) {
            byte[] bytes = new byte[left];
            plain.getBytes(plain.readerIndex() + more, bytes);
            ahead.put(bytes, 0, left);
            plain.writerIndex(plain.writerIndex() - left);
        }
        if (more > 0) {
            to.write(plain.retain());
        }
        return taken + more;
    }

    private void nextTurn() {
        if (over) {
            begins();
            from.goOn();
        }
    }
}
