package io.postern.process;

import org.jspecify.annotations.Nullable;

/**
 * nginx's signals: numbers as on Linux, the words of its log, and what {@code -s} calls them. ALRM and IO, which nginx takes for its
 * own ends, are said and no more.
 */
enum Signal {
    HUP(1, "reload", ", reconfiguring"),
    INT(2, "", ", exiting"),
    QUIT(3, "quit", ", shutting down"),
    USR1(10, "reopen", ", reopening logs"),
    USR2(12, "", ", changing binary"),
    ALRM(14, "", ""),
    TERM(15, "stop", ", exiting"),
    CHLD(17, "", ""),
    WINCH(28, "", ", stop accepting connections"),
    IO(29, "", "");

    private final int number;
    private final String command;
    private final String action;

    Signal(int number, String command, String action) {
        this.number = number;
        this.command = command;
        this.action = action;
    }

    int number() {
        return number;
    }

    /** What follows "received" in the log. */
    String action() {
        return action;
    }

    static @Nullable Signal numbered(int number) {
        for (Signal signal : values()) {
            if (signal.number == number) {
                return signal;
            }
        }
        return null;
    }

    /** The signal that {@code -s} sends for this word; null for one that it does not know. */
    static @Nullable Signal commanded(String word) {
        for (Signal signal : values()) {
            if (!word.isEmpty() && signal.command.equals(word)) {
                return signal;
            }
        }
        return null;
    }
}
