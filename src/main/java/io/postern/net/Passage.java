package io.postern.net;

import io.netty.buffer.ByteBuf;

/**
 * How bytes go from one descriptor's wire to another wire: those that were put back first, then through the loop's memory, and by
 * splice(2) once the transfer is bulk. Nothing is kept. Confined to one event loop.
 */
final class Passage {
    /** How many moves in a row have filled the room there was and left nothing behind: a bulk transfer. */
    private int fullMoves;

    /** See {@link Wire#move}. */
    int move(SocketWire from, Wire to, int most) {
        PutBack ahead = from.inlet().ahead();
        if (ahead.any()) {
            return ahead.move(to, most);
        }
        return to instanceof SocketWire raw ? pass(from, raw, most) : copy(from, to, most);
    }

    private int pass(SocketWire from, SocketWire to, int most) {
        if (fullMoves >= Splice.AFTER && from.inlet().readable() && to.outlet().isEmpty()) {
            int n = Splice.move(from, to, most);
            if (n > 0) {
                return n;
            }
            fullMoves = 0; // nothing there, the end, an error or a slow receiver: the usual way finds out which
        }
        LoopMemory memory = LoopMemory.get();
        int n = from.inlet().receiveToPass(memory.address(), Math.min(most, LoopMemory.SIZE));
        if (n > 0) {
            if (from.inlet().ended()) {
                to.lastWords();
            }
            to.outlet().write(memory, n);
            fullMoves = n == most && to.outlet().isEmpty() ? fullMoves + 1 : 0;
        }
        return n;
    }

    /** To a wire that has its own way with bytes. A bulk transfer to one whose kernel has room takes more at a time than may be held. */
    private int copy(SocketWire from, Wire to, int most) {
        int want = most;
        if (fullMoves >= Splice.AFTER && from.inlet().readable() && to.pending() == 0) {
            want = Math.max(most, Math.min(to.room(), LoopMemory.SIZE));
        }
        ByteBuf bytes = LoopMemory.get().spare();
        int n = from.inlet().receiveToPass(bytes.memoryAddress(), Math.min(want, LoopMemory.SIZE));
        if (n > 0) {
            bytes.writerIndex(n);
            to.write(bytes.retain());
            if (n > most && to.broken()) {
                // more has been read than would have been without bulk, and unread it makes a reset of the end
                from.reset();
            }
            fullMoves = n >= most && to.pending() == 0 ? fullMoves + 1 : 0;
        }
        return n;
    }
}
