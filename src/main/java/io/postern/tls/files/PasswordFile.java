package io.postern.tls.files;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.Errno;
import io.postern.directive.Types;
import io.postern.lang.FileName;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** ssl_password_file: one password a line, tried in turn (ngx_ssl_read_password_file). */
public final class PasswordFile {
    /** nginx's buffer; a line that fills it is too long. */
    private static final int LONGEST = 4096;

    private PasswordFile() {}

    /** Reads the file that the directive names. */
    public static List<byte[]> read(Args args) {
        if (!args.cycle().touches()) {
            return List.of();
        }
        String name = args.cycle().besideConf(args.get(1));
        byte[] text;
        try {
            text = Files.readAllBytes(FileName.path(name));
        } catch (NoSuchFileException e) {
            throw cannot("open()", name, Errno.ENOENT);
        } catch (AccessDeniedException e) {
            throw cannot("open()", name, Errno.EACCES);
        } catch (IOException e) {
            throw cannot("read()", name, Files.isDirectory(FileName.path(name)) ? Errno.EISDIR : Errno.EIO);
        }
        List<byte[]> passwords = lines(text, name);
        return passwords.isEmpty() ? List.of(new byte[0]) : passwords;
    }

    private static Complaint cannot(String call, String name, int errno) {
        return Complaint.here(call + " \"" + Types.cString(name) + "\" failed").errno(errno);
    }

    private static List<byte[]> lines(byte[] text, String name) {
        List<byte[]> found = new ArrayList<>();
        for (int start = 0; start < text.length; ) {
            int end = start;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            if (end - start >= LONGEST) {
                throw Complaint.here("too long line in \"" + name + "\"");
            }
            int last = end > start && text[end - 1] == '\r' ? end - 1 : end;
            if (last > start) {
                found.add(Arrays.copyOfRange(text, start, last));
            }
            start = end + 1;
        }
        return List.copyOf(found);
    }
}
