package io.postern.process;

import io.postern.settings.Module;
import io.postern.tls.TlsModule;
import java.util.List;

/** The one list of what can be configured, in nginx's order. */
public final class Modules {
    private Modules() {}

    /** All modules. A new one is one line here. */
    public static List<Module<?>> all() {
        return List.of(new TlsModule());
    }
}
