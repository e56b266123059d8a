package io.postern.directive;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All shared memory zones that a configuration names, whoever uses them (ngx_shared_memory_add). */
public final class Zones {
    private final Map<String, Zone> zones = new LinkedHashMap<>();

    /** One zone; its size is 0 while it is only spoken of. */
    public static final class Zone {
        private final String name;
        private final String owner;
        private long size;
        private @Nullable String data;

        private Zone(String name, String owner) {
            this.name = name;
            this.owner = owner;
        }

        public String name() {
            return name;
        }

        /** Bytes; 0 while nobody has said. */
        public long size() {
            return size;
        }

        /** What its definition says of it (nginx's data); null while it is only spoken of. */
        public @Nullable String data() {
            return data;
        }

        /** Defines it. */
        public void define(String what) {
            data = what;
        }
    }

    /** The zones of this reading. */
    public static Zones of(Cycle cycle) {
        return cycle.memo(Zones.class, Zones::new);
    }

    /**
     * A zone as a statement names it.
     *
     * @param size bytes, or 0 where the statement only speaks of it
     * @param owner the module that uses it
     * @throws Complaint where it is another's, or of another size
     */
    public Zone named(String name, long size, String owner) {
        Zone zone = zones.get(name);
        if (zone == null) {
            zone = new Zone(name, owner);
            zones.put(name, zone);
        }
        if (!zone.owner.equals(owner)) {
            throw Complaint.here("the shared memory zone \"" + name + "\" is already declared for a different use");
        }
        if (zone.size == 0) {
            zone.size = size;
        }
        if (size != 0 && size != zone.size) {
            throw Complaint.here("the size " + size + " of shared memory zone \"" + name
                    + "\" conflicts with already declared size " + zone.size);
        }
        return zone;
    }

    /** All, in the order they were first named. */
    public List<Zone> all() {
        return Collections.unmodifiableList(new ArrayList<>(zones.values()));
    }
}
