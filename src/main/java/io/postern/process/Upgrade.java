package io.postern.process;

import io.postern.log.Level;
import java.util.List;

/** The change to a new binary on the fly: started on USR2, undone when the new one ends. Confined to the main thread but for reads. */
final class Upgrade {
    /** What of the running process it needs. */
    record Parts(MainSettings core, List<Integer> sockets, Supervisor supervisor) {}

    private final Master master;
    private final String launcher = System.getProperty("postern.launcher", "");
    private final int parent = Libc.getppid();
    private volatile int successor;

    Upgrade(Master master) {
        this.master = master;
    }

    /** Whether a new binary runs beside us. */
    boolean running() {
        return successor != 0;
    }

    /** Whether USR2 is not for us now: a new one runs, or we are the new one and the old one still runs. */
    boolean ignores() {
        return running() || beside();
    }

    /** Whether we are the new binary and the old one still runs. */
    boolean beside() {
        return System.getenv(Successor.VARIABLE) != null && Libc.getppid() == parent;
    }

    void start() {
        master.log().write(Level.NOTICE, "changing binary");
        Parts parts = master.parts();
        PidFile pid = parts.core().pid();
        if (!pid.retire(master.log(), launcher)) {
            return;
        }
        int child = Successor.start(launcher, CommandLine.arguments(), parts.sockets(), parts.core(), master.log());
        if (child == 0) {
            pid.restore(master.log(), "an attempt to execute new binary process \"" + launcher + "\"");
            return;
        }
        successor = child;
        parts.supervisor().successor(child);
        master.elsewhere(() -> Successor.watch(child, master.log(), ended -> master.later(() -> ended(ended))));
    }

    /** The new one has gone: everything is as before. */
    private void ended(int child) {
        if (child != successor) {
            return;
        }
        successor = 0;
        Parts parts = master.parts();
        parts.core().pid().restore(master.log(), "the new binary process \"" + launcher + "\" exited");
        parts.supervisor().ready();
        master.resume();
    }
}
