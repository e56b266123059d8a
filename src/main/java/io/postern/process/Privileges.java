package io.postern.process;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import io.postern.directive.Errno;
import io.postern.lang.FileName;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.log.LogFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Gives up being root. All threads get the user's ids and groups and lose their capabilities, but for the calling one: it keeps
 * what nginx's master goes on doing as root at a reload, a log reopen and at the end.
 *
 * <p>glibc sets the ids of all threads, while Linux clears and keeps capabilities thread by thread; a thread started by the one that
 * keeps some would inherit them, so that one starts none.
 *
 * <p>Threads share their memory: who may write into one of them rules the one that keeps capabilities. So, unlike an nginx worker, the
 * process does not make itself readable again for others of that user once Linux has closed it at the change of ids
 * ({@code fs.suid_dumpable}, proc(5)); no debugger of theirs and no core file gets at it.
 */
final class Privileges {
    /** Capabilities by their numbers in capabilities(7)'s header. */
    private static final int CHOWN = 1;

    private static final int DAC_OVERRIDE = 1 << 1;
    private static final int DAC_READ_SEARCH = 1 << 2;
    private static final int FOWNER = 1 << 3;
    private static final int SETGID = 1 << 6;
    private static final int SETUID = 1 << 7;
    private static final int NET_BIND_SERVICE = 1 << 10;
    private static final int SYS_NICE = 1 << 23;
    private static final int SYS_RESOURCE = 1 << 24;
    /**
     * Logs and the pid file in root's folders, root's keys, low ports; the ids for a new binary, which begins as root; what a reload
     * says of nice values and limits.
     */
    private static final int KEPT = CHOWN
            | DAC_OVERRIDE
            | DAC_READ_SEARCH
            | FOWNER
            | SETGID
            | SETUID
            | NET_BIND_SERVICE
            | SYS_NICE
            | SYS_RESOURCE;
    /** _LINUX_CAPABILITY_VERSION_3: two words of each set. */
    private static final int VERSION_3 = 0x20080522;

    /** To read and to write, of a file's mode. */
    private static final int OWNERS = 0600;

    private static final boolean ARM = System.getProperty("os.arch", "").equals("aarch64");
    private static final int SETRESUID = ARM ? 147 : 117;
    private static final int SETRESGID = ARM ? 149 : 119;

    private static final NativeLong NONE = new NativeLong(0);
    private static final NativeLong YES = new NativeLong(1);

    /** Whom the process became; -1 where it stayed who it was. */
    private static int uid = -1;

    private static int gid = -1;

    private Privileges() {}

    /**
     * Becomes this user.
     *
     * @return false when that failed: the process must end then, with nginx's line in the log
     */
    static boolean drop(String name, int user, int group, Log log) {
        String call = "setgid(" + group + ")";
        try {
            Libc.setgid(group);
            call = "initgroups(" + name + ", " + group + ")";
            if (Libc.initgroups(name, group) != 0) {
                throw new LastErrorException(Native.getLastError());
            }
            call = "prctl(PR_SET_KEEPCAPS, 1)";
            Libc.prctl(Libc.PR_SET_KEEPCAPS, YES, NONE, NONE, NONE);
            call = "setuid(" + user + ")";
            Libc.setuid(user);
            boolean harmless = user == 0;
            if (user != 0) {
                call = "capset()";
                harmless = keep() == 0;
                uid = user;
                gid = group;
            }
            if (harmless) {
                call = "prctl(PR_SET_DUMPABLE)";
                Libc.prctl(Libc.PR_SET_DUMPABLE, YES, NONE, NONE, NONE);
            }
            return true;
        } catch (LastErrorException e) {
            log.write(Level.EMERG, e.getErrorCode(), call + " failed");
            return false;
        }
    }

    /** Of what we want, what there is: root in a container has few. Returns what that is. */
    private static int keep() {
        int[] header = {VERSION_3, 0};
        int[] data = new int[6];
        Libc.capget(header, data);
        int kept = KEPT & data[1];
        Libc.capset(header, new int[] {kept, kept, 0, 0, 0, 0});
        return kept;
    }

    /**
     * Does something with the calling thread being root again, where it was: what it makes is root's, as what nginx's master makes.
     * Nothing in it may start a thread.
     */
    static void asRoot(Runnable work) {
        asRoot(() -> {
            work.run();
            return 0;
        });
    }

    /** The same for what has a result, such as starting a new binary. */
    static int asRoot(IntSupplier work) {
        if (uid < 0) {
            return work.getAsInt();
        }
        try {
            ids(SETRESUID, 0);
            ids(SETRESGID, 0);
            return work.getAsInt();
        } finally {
            ids(SETRESGID, gid);
            ids(SETRESUID, uid);
            keep();
        }
    }

    private static void ids(int call, int id) {
        NativeLong all = new NativeLong(id, true);
        Libc.syscall(new NativeLong(call), all, all, all);
    }

    /** Hands a reopened log to the user that workers run as, who may read and write it from now on, as nginx's master does. */
    static void hand(String path, MainSettings.User user) throws LogFiles.Unowned {
        Path file = FileName.path(path);
        String call = "stat() \"" + path + '"';
        try {
            Map<String, Object> is = Files.readAttributes(file, "unix:uid,mode");
            if (!Integer.valueOf(user.uid()).equals(is.get("uid"))) {
                call = "chown(\"" + path + "\", " + user.uid() + ')';
                Libc.chown(file.toString(), user.uid(), -1);
            }
            int mode = is.get("mode") instanceof Integer number ? number : OWNERS;
            if ((mode & OWNERS) != OWNERS) {
                call = "chmod() \"" + path + '"';
                Files.setAttribute(file, "unix:mode", mode | OWNERS);
            }
        } catch (LastErrorException e) {
            throw new LogFiles.Unowned(e.getErrorCode(), call + " failed");
        } catch (IOException e) {
            throw new LogFiles.Unowned(Errno.of(e), call + " failed");
        }
    }
}
