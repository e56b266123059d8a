package io.postern.bench.measure;

import com.sun.jna.Library;
import com.sun.jna.Native;

/** The few calls that Java has no words for. */
interface Kernel extends Library {
    Kernel C = Native.load("c", Kernel.class);

    int LOCK_EXCLUSIVE = 2;
    int LOCK_NONE = 8;
    int CHILDREN = -1;

    int clock_gettime(int clock, long[] timespec);

    int getrusage(int who, long[] usage);

    int open(String path, int flags, int mode);

    int flock(int fd, int operation);
}
