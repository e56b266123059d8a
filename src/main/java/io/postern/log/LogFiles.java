package io.postern.log;

import io.postern.directive.Errno;
import io.postern.lang.FileName;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that one generation of the configuration writes to, each opened once however often it is named (nginx's open_files).
 * Asked for while the configuration is read, opened together afterwards, opened anew on USR1. Confined to the thread that reads
 * configurations, but for the writing.
 */
public final class LogFiles implements AutoCloseable {
    /** What a reopened file needs besides: nginx hands it to the user that the workers run as. */
    @FunctionalInterface
    public interface Owner {
        /** Hands the file over. */
        void own(String path) throws Unowned;
    }

    /** A file could not be handed over; the message is nginx's. */
    public static final class Unowned extends Exception {
        private static final long serialVersionUID = 1;

        private final int errno;

        public Unowned(int errno, String message) {
            super(message);
            this.errno = errno;
        }
    }

    /** A file could not be opened; the message is nginx's. */
    public static final class Unopened extends Exception {
        Unopened(String path, IOException e) {
            super("open() \"" + path + "\" failed" + Errno.form(Errno.of(e)), e);
        }
    }

    private final Map<String, LogFile> files = new LinkedHashMap<>();

    /** The file of this absolute name; not open before {@link #open}. */
    public LogFile file(String path) {
        return files.computeIfAbsent(path, LogFile::new);
    }

    /** Opens all files. */
    public void open() throws Unopened {
        for (LogFile file : files.values()) {
            try {
                file.open();
            } catch (IOException e) {
                close();
                throw new Unopened(file.path(), e);
            }
        }
    }

    /** Opens all files anew, for {@link Fresh#use}; one that cannot be opened goes on as it was (ngx_reopen_files). */
    public Fresh anew(Owner owner) {
        Fresh fresh = new Fresh();
        for (LogFile file : files.values()) {
            try {
                OutputStream out = FileName.append(file.path());
                try {
                    owner.own(file.path());
                    fresh.opened.put(file, out);
                } catch (Unowned e) {
                    out.close();
                    fresh.failures.add(new Failure(e.errno, String.valueOf(e.getMessage())));
                }
            } catch (IOException e) {
                fresh.failures.add(new Failure(Errno.of(e), "open() \"" + file.path() + "\" failed"));
            }
        }
        return fresh;
    }

    private record Failure(int errno, String text) {}

    /** Files opened anew, not yet written to. */
    public static final class Fresh {
        private final Map<LogFile, OutputStream> opened = new LinkedHashMap<>();
        private final List<Failure> failures = new ArrayList<>();

        /** Says what could not be opened. */
        public void complain(Log log) {
            failures.forEach(failure -> log.write(Level.EMERG, failure.errno(), failure.text()));
        }

        /** Writes to these from now on. */
        public void use() {
            opened.forEach(LogFile::replaceBy);
        }
    }

    @Override
    public void close() {
        files.values().forEach(LogFile::close);
    }
}
