package io.postern.tls.files;

import io.postern.directive.Complaint;
import io.postern.directive.Cycle;
import io.postern.directive.Errno;
import io.postern.lang.FileName;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/** Reads ssl_session_ticket_key's files (ngx_ssl_session_ticket_keys). */
public final class TicketFiles {
    private TicketFiles() {}

    /** The bytes of each file, 48 or 80. */
    public static List<byte[]> read(List<String> names, Cycle cycle) {
        List<byte[]> keys = new ArrayList<>();
        for (String name : names) {
            keys.add(read(cycle.besideConf(name)));
        }
        return List.copyOf(keys);
    }

    private static byte[] read(String file) {
        try {
            byte[] key = Files.readAllBytes(FileName.path(file));
            if (key.length != TicketKey.SHORT && key.length != TicketKey.LONG) {
                throw Complaint.here("\"" + file + "\" must be 48 or 80 bytes");
            }
            return key;
        } catch (NoSuchFileException e) {
            throw Complaint.here("open() \"" + file + "\" failed").errno(Errno.ENOENT);
        } catch (AccessDeniedException e) {
            throw Complaint.here("open() \"" + file + "\" failed").errno(Errno.EACCES);
        } catch (IOException e) {
            throw Complaint.here("\"" + file + "\" must be 48 or 80 bytes");
        }
    }
}
