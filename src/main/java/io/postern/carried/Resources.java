package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.Cycle;
import io.postern.lang.Origin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What http{} and stream{} would open once the configuration is read: folders and sockets (a part of ngx_cycle_t). */
public final class Resources {
    /** The use of folders that several may share. */
    private static final Object ANY = new Object();

    /** A folder for files, and where it was named; nowhere for a default one. */
    private record Folder(
            String name,
            List<String> levels,
            Object use,
            @Nullable Origin origin) {}

    private final Map<String, Folder> folders = new LinkedHashMap<>();
    private final List<Socket> httpSockets = new ArrayList<>();
    private final List<Socket> streamSockets = new ArrayList<>();

    /** What one reading would open. */
    public static Resources of(Cycle cycle) {
        return cycle.memo(Resources.class, Resources::new);
    }

    /** The folders' full names, in nginx's order. */
    public Collection<String> folders() {
        return Collections.unmodifiableCollection(folders.keySet());
    }

    /** The sockets of http{} or stream{}, in nginx's order. */
    public List<Socket> sockets(boolean stream) {
        return Collections.unmodifiableList(stream ? streamSockets : httpSockets);
    }

    void addSocket(boolean stream, Socket socket) {
        (stream ? streamSockets : httpSockets).add(socket);
    }

    /** A folder that a directive names (ngx_add_path). */
    void addPath(Args args, String name, List<String> levels) {
        add(new Folder(name, levels, ANY, args.origin()));
    }

    /** A folder that a directive names for a use of its own. */
    void addOwnPath(Args args, String name, List<String> levels) {
        add(new Folder(name, levels, new Object(), args.origin()));
    }

    /** A folder that no directive names. */
    void addDefaultPath(String name, List<String> levels) {
        add(new Folder(name, levels, ANY, null));
    }

    private void add(Folder folder) {
        Folder other = folders.putIfAbsent(folder.name, folder);
        if (other == null) {
            return;
        }
        String name = "path name \"" + other.name + '"';
        if (other.use != folder.use) {
            throw Complaint.here("the same " + name + " used in " + other.origin + " and");
        }
        if (other.levels.equals(folder.levels)) {
            return;
        }
        if (folder.origin != null) {
            throw Complaint.here("the same " + name + " in " + place(other) + " has the different levels than");
        }
        throw Complaint.plain(
                other.origin == null
                        ? "the default " + name
                                + " has the same name as another default path, but the different levels,"
                                + " you need to redefine one of them in http section"
                        : "the " + name + " in " + place(other)
                                + " has the same name as default path, but the different"
                                + " levels, you need to define default path in http section");
    }

    private static String place(Folder folder) {
        return folder.origin == null ? "(null):0" : folder.origin.toString();
    }
}
