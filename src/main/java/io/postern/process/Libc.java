package io.postern.process;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** The C library's calls that the JDK does not offer. Linux on 64 bits; loaded with its first use, never for {@code -t}. */
final class Libc {
    static {
        Native.register(Libc.class, "c");
    }

    static final int PR_SET_KEEPCAPS = 8;
    static final int PR_SET_DUMPABLE = 4;
    static final int RLIMIT_CORE = 4;
    static final int RLIMIT_NOFILE = 7;
    static final int F_SETFD = 2;
    static final int FD_CLOEXEC = 1;
    static final int WNOHANG = 1;
    static final int O_RDWR = 2;
    static final int O_WRONLY_APPEND = 1 | 02000;
    /** Bytes of a sigset_t and of a siginfo_t. */
    static final int SIGNAL_BYTES = 128;

    private Libc() {}

    /** Binds all of them, which takes a while the first time. */
    static void load() {
        // the initializer does
    }

    static native int sigemptyset(byte[] set);

    static native int sigaddset(byte[] set, int signo);

    static native int sigwaitinfo(byte[] set, byte[] info) throws LastErrorException;

    /**
     * The default action (a null handler) for a signal that whoever started us had ignored.
     *
     * @return the handler before, as an address
     */
    static native @Nullable Pointer signal(int signo, @Nullable Pointer handler);

    static native int kill(int pid, int signo) throws LastErrorException;

    static native int getppid();

    static native int umask(int mask);

    static native int chdir(String path) throws LastErrorException;

    static native int open(String path, int flags) throws LastErrorException;

    static native int close(int fd) throws LastErrorException;

    static native int dup2(int from, int to) throws LastErrorException;

    static native int fcntl(int fd, int command, int argument) throws LastErrorException;

    static native int chown(String path, int user, int group) throws LastErrorException;

    static native int setpriority(int which, int who, int priority) throws LastErrorException;

    /** Returns the nice value, which may be -1: an error cannot be told from it. */
    static native int getpriority(int which, int who);

    static native int getrlimit(int resource, long[] limits) throws LastErrorException;

    static native int setrlimit(int resource, long[] limits) throws LastErrorException;

    static native int prctl(int option, NativeLong a, NativeLong b, NativeLong c, NativeLong d)
            throws LastErrorException;

    /** Looking up names may leave an errno behind though nothing is wrong: this and getpwnam, getgrnam tell by their results. */
    static native int initgroups(String user, int group);

    static native int setgid(int group) throws LastErrorException;

    static native int setuid(int user) throws LastErrorException;

    static native int capget(int[] header, int[] data) throws LastErrorException;

    static native int capset(int[] header, int[] data) throws LastErrorException;

    static native int sched_getaffinity(int pid, NativeLong size, byte[] mask) throws LastErrorException;

    static native int sched_setaffinity(int pid, NativeLong size, byte[] mask) throws LastErrorException;

    static native @Nullable Pointer getpwnam(String name);

    static native @Nullable Pointer getgrnam(String name);

    /** Returns the error's number instead of setting errno. */
    static native int posix_spawn(
            int[] pid, String path, @Nullable Pointer actions, @Nullable Pointer attributes, Pointer argv, Pointer env);

    /** For calls that glibc would make for all threads, and that must be made for one. */
    static native NativeLong syscall(NativeLong number, NativeLong a, NativeLong b, NativeLong c)
            throws LastErrorException;

    static native int waitpid(int pid, int[] status, int options) throws LastErrorException;
}
