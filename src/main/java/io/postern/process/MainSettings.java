package io.postern.process;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the main context says about the process.
 *
 * @param pid the pid file's full name
 * @param user who the process becomes when it is root; null where it is not root
 * @param priority worker_priority, 0 for none
 * @param nofile worker_rlimit_nofile; null where it is not set
 * @param core worker_rlimit_core in bytes; null where it is not set
 * @param shutdown worker_shutdown_timeout; zero for none
 * @param directory working_directory; null where it is not set
 * @param lock lock_file's full name
 * @param environment what env says, {@code NAME} or {@code NAME=value}
 */
record MainSettings(
        boolean daemon,
        boolean master,
        PidFile pid,
        int processes,
        Affinity affinity,
        @Nullable User user,
        int priority,
        @Nullable Long nofile,
        @Nullable Long core,
        Duration shutdown,
        @Nullable String directory,
        String lock,
        List<String> environment) {
    /** A user with the group that goes with it. */
    record User(String name, int uid, int gid) {}
}
