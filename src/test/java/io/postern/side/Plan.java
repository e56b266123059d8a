package io.postern.side;

import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One session to be played against both programs.
 *
 * @param moves what the client does, each after the proxy has come to rest
 * @param auth the auth server's reply to each request in turn
 * @param login what the back end says while logging in: the greeting, then a reply to each line
 * @param relay what the back end says afterwards, each when it has heard something and all is at rest
 */
record Plan(List<Move> moves, List<Reply> auth, List<Reply> login, List<Reply> relay) {
    /** A step of the client's. */
    sealed interface Move {
        /** Sends these bytes in one piece. */
        record Send(String bytes) implements Move {
            @Override
            public String toString() {
                return "send " + Words.escape(bytes);
            }
        }

        /** Goes to TLS, speaking this version only, and says something in the same piece as its last word of the handshake. */
        record Secure(String version, String behind) implements Move {
            Secure(String version) {
                this(version, "");
            }
        }

        /** Goes to TLS in another way; for any program anew. */
        record Shake(Supplier<SecureEnd> end, String what) implements Move {
            @Override
            public String toString() {
                return "shakes hands " + what;
            }
        }

        /** Sends these bytes and the goodbye of TLS in one piece. */
        record Farewell(String bytes) implements Move {}

        /** Sends these bytes past TLS. */
        record Raw(String bytes) implements Move {
            @Override
            public String toString() {
                return "send past TLS " + Words.escape(bytes);
            }
        }

        /** Waits so long. */
        record Rest(int millis) implements Move {}

        /** Stops the program, so that what happens meanwhile reaches it in one moment, or lets it go on. */
        record Freeze(boolean stop) implements Move {}

        /** Waits until it has come so far, and then for the sessions played beside this one, to see the same thing happen. */
        record Meet(Predicate<Stage> reached, CyclicBarrier all) implements Move {}

        /** Ends the connection, or its sending half, in one way or another. */
        record Leave(End how) implements Move {}
    }

    /** How a party leaves. */
    enum End {
        STAY,
        CLOSE,
        HALF,
        /** Ends the sending half below TLS, without a goodbye. */
        CUT,
        RESET
    }

    /**
     * What a server says: pieces with a pause between them, and whether it leaves afterwards.
     *
     * @param late how many moves the client makes before that
     */
    record Reply(List<String> pieces, End end, int late) {
        @Override
        public String toString() {
            return pieces.stream().map(Words::escape).toList()
                    + (end == End.STAY ? "" : " " + end)
                    + (late == 0 ? "" : " late by " + late);
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        moves.forEach(move -> text.append("  client: ").append(move).append('\n'));
        auth.forEach(reply -> text.append("  auth: ").append(reply).append('\n'));
        login.forEach(reply -> text.append("  backend: ").append(reply).append('\n'));
        relay.forEach(reply -> text.append("  relay: ").append(reply).append('\n'));
        return text.toString();
    }
}
