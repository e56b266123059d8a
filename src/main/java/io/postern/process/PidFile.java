package io.postern.process;

import com.sun.jna.LastErrorException;
import io.postern.directive.Errno;
import io.postern.lang.FileName;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.log.Pid;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** The file that holds our pid, as scripts expect it of nginx. */
record PidFile(String path) {
    private static final String OLD = ".oldbin";
    private static final int EISDIR = 21;
    /** What nginx reads of the file: NGX_INT64_LEN + 2. */
    private static final int LONGEST = 22;

    /** Where the pid of a process stands whose successor is being tried. */
    String old() {
        return path + OLD;
    }

    /**
     * Writes our pid.
     *
     * @return false when that failed, with nginx's line about it in the log
     */
    boolean write(Log log) {
        OutputStream out;
        try {
            out = Files.newOutputStream(FileName.path(path));
        } catch (IOException e) {
            log.write(Level.EMERG, Errno.of(e), "open() \"" + path + "\" failed");
            return false;
        }
        try (out) {
            out.write((Pid.text() + "\n").getBytes(StandardCharsets.ISO_8859_1));
            return true;
        } catch (IOException e) {
            log.write(Level.CRIT, Errno.of(e), "pwrite() \"" + path + "\" failed");
            return false;
        }
    }

    /** Removes it at the end; a file that is gone is told about and no more. */
    void delete(Log log, boolean renamed) {
        String name = renamed ? old() : path;
        try {
            Files.delete(FileName.path(name));
        } catch (IOException e) {
            log.write(Level.ALERT, Errno.of(e), "unlink() \"" + name + "\" failed");
        }
    }

    /** Makes room for a new binary's pid. */
    boolean retire(Log log, String binary) {
        return move(
                path,
                old(),
                log,
                "rename() " + path + " to " + old() + " failed before executing new binary process \"" + binary + "\"");
    }

    /** Takes the name back from a new binary that has gone. */
    void restore(Log log, String failure) {
        move(old(), path, log, "rename() " + old() + " back to " + path + " failed after " + failure);
    }

    private static boolean move(String from, String to, Log log, String failure) {
        try {
            Files.move(
                    FileName.path(from),
                    FileName.path(to),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            log.write(Level.ALERT, Errno.of(e), failure);
            return false;
        }
    }

    /**
     * Sends the signal that this word of {@code -s} stands for to the process whose pid is in the file (ngx_signal_process).
     *
     * @return false when there is none to be had, with nginx's line in the log
     */
    boolean signal(String word, Log log) {
        Signal signal = Signal.commanded(word);
        String digits = digits(log);
        if (digits == null || signal == null) {
            return false;
        }
        int pid = number(digits);
        if (pid < 0) {
            log.write(Level.ERROR, "invalid PID number \"" + digits + "\" in \"" + path + "\"");
            return false;
        }
        try {
            Libc.kill(pid, signal.number());
            return true;
        } catch (LastErrorException e) {
            log.write(Level.ALERT, e.getErrorCode(), "kill(" + pid + ", " + signal.number() + ") failed");
            return false;
        }
    }

    /** The file's first bytes without line ends; null when there are none to be had, with nginx's line in the log. */
    private @Nullable String digits(Log log) {
        if (Files.isDirectory(FileName.path(path))) {
            log.write(Level.CRIT, EISDIR, "pread() \"" + path + "\" failed");
            return null;
        }
        try (InputStream in = Files.newInputStream(FileName.path(path))) {
            String text = new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
            int end = text.length();
            while (end > 0 && (text.charAt(end - 1) == '\r' || text.charAt(end - 1) == '\n')) {
                end--;
            }
            return text.substring(0, end);
        } catch (IOException e) {
            log.write(Level.ERROR, Errno.of(e), "open() \"" + path + "\" failed");
            return null;
        }
    }

    /** The pid, cut to the system's 32 bits as nginx cuts it; negative where it is none: that would be a group of processes. */
    private static int number(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return -1;
            }
        }
        try {
            return (int) Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
