package io.postern.directive;

import java.util.List;

/** Where the texts of configuration files come from. */
public interface ConfFiles {
    /**
     * The bytes of a file.
     *
     * @throws Complaint in nginx's words when it cannot be read
     */
    byte[] read(String name);

    /** The files that match a pattern, sorted as glob(3) sorts them; a pattern that matches nothing gives none. */
    List<String> glob(String pattern);
}
