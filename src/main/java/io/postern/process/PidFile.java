package io.postern.process;

import com.sun.jna.LastErrorException;
import io.postern.lang.FileName;
import io.postern.log.Errno;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.log.Pid;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;

/** The file that holds our pid, as scripts expect it of nginx. */
record PidFile(String path) {
    private static final String OLD = ".oldbin";

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
        try (FileOutputStream out = new FileOutputStream(FileName.path(path).toFile())) {
            out.write((Pid.text() + "\n").getBytes(StandardCharsets.ISO_8859_1));
            return true;
        } catch (IOException e) {
            log.write(Level.EMERG, Errno.of(e), "open() \"" + path + "\" failed");
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
        String text;
        try {
            text = Files.readString(FileName.path(path), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            log.write(Level.ERROR, Errno.of(e), "open() \"" + path + "\" failed");
            return false;
        }
        String digits = text.replaceAll("[\\r\\n]+$", "");
        Signal signal = Signal.commanded(word);
        int pid;
        try {
            pid = digits.startsWith("+") ? -1 : Integer.parseUnsignedInt(digits);
        } catch (NumberFormatException e) {
            pid = -1;
        }
        if (pid < 0 || signal == null) {
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
}
