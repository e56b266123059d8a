package io.postern.net;

import io.netty.buffer.ByteBufAllocator;

/**
 * How bytes go from one descriptor's wire to another wire: those that were put back first, then through the loop's memory, and by
 * splice(2) once the transfer is bulk. Nothing is kept. Confined to one event loop.
 */
final class Passage {
    /** How many moves in a row have filled the room there was and left nothing behind: a bulk transfer. */
    private int fullMoves;

    /** See {@link Wire#move}. */
    int move(EpollWire from, Wire to, int most) {
        Inlet inlet = from.inlet();
        if (inlet.hasAhead()) {
            byte[] first = inlet.takeAhead();
            int n = Math.min(most, first.length);
            inlet.unread(first, n, first.length - n);
            to.write(first, 0, n);
            return n;
        }
        return to instanceof EpollWire raw ? pass(from, raw, most) : copy(from, to, most);
    }

    private int pass(EpollWire from, EpollWire to, int most) {
        if (fullMoves >= Splice.AFTER && from.inlet().readable() && to.outlet().isEmpty()) {
            int n = Splice.move(from, to, most);
            if (n > 0) {
                return n;
            }
            fullMoves = 0; // nothing there, the end, an error or a slow receiver: the usual way finds out which
        }
        LoopMemory memory = LoopMemory.get();
        int n = from.receiveToPass(memory, most);
        if (n > 0) {
            to.outlet().write(memory, n);
            fullMoves = n == most && to.outlet().isEmpty() ? fullMoves + 1 : 0;
        }
        return n;
    }

    private static int copy(EpollWire from, Wire to, int most) {
        LoopMemory memory = LoopMemory.get();
        int n = from.receiveToPass(memory, most);
        if (n > 0) {
            to.write(ByteBufAllocator.DEFAULT
                    .directBuffer(n)
                    .writeBytes(memory.passing().duplicate().clear().limit(n)));
        }
        return n;
    }
}
