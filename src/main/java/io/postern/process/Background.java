package io.postern.process;

import com.sun.jna.LastErrorException;
import io.postern.directive.Errno;
import io.postern.lang.FileName;
import io.postern.log.Level;
import io.postern.log.Log;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code daemon on}. A JVM cannot fork, so the launcher starts us detached where the configuration looks like it, waits for a word
 * on our standard output, and returns. Where it guessed wrong we put it right here.
 */
final class Background {
    /** What the launcher waits for. */
    private static final String READY = "ready";
    /** What it does instead when we should have stayed in the foreground. */
    private static final String FOREGROUND = "foreground";

    private Background() {}

    /** Whether the launcher waits on our standard output. */
    static boolean isDetached() {
        return Boolean.getBoolean("postern.background");
    }

    /** Starts the command again, detached, and waits until it is ready; its exit status is ours. */
    static int again(List<String> arguments, Log log) {
        String launcher = System.getProperty("postern.launcher", "");
        if (launcher.isEmpty()) {
            log.write(Level.EMERG, "\"daemon on\" needs bin/postern; without it, say \"daemon off\"");
            return 1;
        }
        List<String> command = new ArrayList<>();
        command.add(launcher);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        Map<String, String> environment = builder.environment();
        environment.put("POSTERN_DAEMON", "on");
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            log.write(Level.EMERG, Errno.of(e), "fork() failed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }

    /** Lets the launcher start us in the foreground. */
    static void decline() {
        say(FOREGROUND);
    }

    /** All listeners are bound and the pid file is written: the command may return. */
    static void ready() {
        say(READY);
        try {
            int none = Libc.open("/dev/null", Libc.O_RDWR);
            Libc.dup2(none, 1);
            Libc.close(none);
        } catch (LastErrorException e) {
            // the pipe stays open, and nobody reads it
        }
    }

    private static void say(String word) {
        try {
            new FileOutputStream(FileDescriptor.out).write((word + "\n").getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // the launcher has gone; that does not concern us
        }
    }

    /** Leads standard error into this file, as a daemon's has nowhere else to go (ngx_log_redirect_stderr). */
    static void redirectStderr(String path, Log log) {
        int fd;
        try {
            fd = Libc.open(FileName.path(path).toString(), Libc.O_WRONLY_APPEND);
        } catch (LastErrorException e) {
            return; // it was said when the log itself could not be opened; standard error stays where it is
        }
        try {
            Libc.dup2(fd, 2);
            Libc.close(fd);
        } catch (LastErrorException e) {
            log.write(Level.ALERT, e.getErrorCode(), "dup2(STDERR_FILENO) failed");
        }
    }
}
