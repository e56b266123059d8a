package io.postern.process;

import com.sun.jna.LastErrorException;
import io.postern.directive.Errno;
import io.postern.log.Level;
import java.util.List;

/** The change to a new binary on the fly: started on USR2, undone when the new one ends. Confined to the main thread but for reads. */
final class Upgrade {
    /**
     * What of the running process it needs.
     *
     * @param sockets the descriptors to hand over
     * @param lent those of them that are systemd's
     */
    record Parts(MainSettings core, List<Integer> sockets, List<Integer> lent, Supervisor supervisor) {}

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
        int child = Successor.start(launcher, CommandLine.arguments(), parts, master.log());
        if (child == 0) {
            pid.restore(master.log(), "an attempt to execute new binary process \"" + launcher + "\"");
            return;
        }
        successor = child;
        parts.supervisor().successor(child);
    }

    /**
     * Children have ended: the new binary, or processes that have lost their parent and came to us, as to the first one of a container
     * (ngx_process_get_status).
     */
    void reap() {
        int[] status = new int[1];
        boolean any = false;
        while (true) {
            int child;
            try {
                child = Libc.waitpid(-1, status, Libc.WNOHANG);
            } catch (LastErrorException e) {
                none(e.getErrorCode(), any);
                return;
            }
            if (child == 0) {
                return;
            }
            any = true;
            tell(child, status[0]);
            if (child == successor) {
                ended();
            }
        }
    }

    /** There is no child. nginx's master always has its workers; only a process without a master logs this. */
    private void none(int errno, boolean any) {
        if (errno != Errno.ECHILD) {
            master.log().write(Level.ALERT, errno, "waitpid() failed");
        } else if (!any && master.alone()) {
            master.log().write(Level.INFO, errno, "waitpid() failed");
        }
    }

    private void tell(int child, int status) {
        String who = (child == successor ? "new binary" : "unknown") + " process " + child;
        int signal = status & 0x7f;
        if (signal != 0) {
            String core = (status & 0x80) == 0 ? "" : " (core dumped)";
            master.log().write(Level.ALERT, who + " exited on signal " + signal + core);
        } else {
            master.log().write(Level.NOTICE, who + " exited with code " + (status >> 8 & 0xff));
        }
    }

    /** The new one has gone: everything is as before. */
    private void ended() {
        successor = 0;
        Parts parts = master.parts();
        parts.core().pid().restore(master.log(), "the new binary process \"" + launcher + "\" exited");
        parts.supervisor().ready();
        master.resume();
    }
}
