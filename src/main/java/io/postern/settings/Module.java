package io.postern.settings;

import io.postern.directive.Table;
import java.util.List;

/**
 * A part of the program that can be configured: its rows, and how they become settings.
 *
 * @param <S> its settings, an immutable record
 */
public interface Module<S> {
    /** The rows. Their class must not load Netty: {@code -t} reads them. */
    Table table();

    /** The settings' class; the key under which others find them. */
    Class<S> kind();

    /** Where the settings belong; once for the whole file, or once for each mail server. */
    default Place place() {
        return Place.MAIL;
    }

    /**
     * The settings of one scope, with nginx's checks for it (its merge_srv_conf; its init_conf for {@link Place#MAIN}).
     * Modules are read in nginx's order, each for all servers before the next.
     *
     * @throws io.postern.directive.Complaint with nginx's words when they cannot work
     */
    S read(Scope scope);

    /** Checks across all servers once every module is read, such as addresses that hide each other. */
    default void check(Scope scope, List<ServerSettings> servers) {}
}
