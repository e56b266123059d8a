package io.postern.directive;

import java.util.HashSet;
import java.util.Set;

/** The modules that load_module named and that are not nginx's own: their directives are not known here. */
public final class LoadedModules {
    private static final String LUA_BLOCK = "_by_lua_block";

    private final Set<String> foreign = new HashSet<>();
    private boolean perl;

    /** Notes nginx's own perl module: without it, its directives are unknown as in an nginx that has it not built in. */
    public void addPerl() {
        perl = true;
    }

    /** Whether a directive of nginx's own is known. */
    boolean knows(Row<?> row) {
        return perl || !row.module().equals("ngx_http_perl_module");
    }

    /** Remembers one, by its file's name without folder and ".so". */
    public void add(String name) {
        foreign.add(name);
    }

    /** Whether a directive that nginx does not have may belong to one of them; mail's blocks take only what we know. */
    boolean mayKnow(Context context) {
        return !foreign.isEmpty() && context != Context.MAIL && context != Context.MAIL_SERVER;
    }

    /** Whether there is any; it may define variables. */
    public boolean any() {
        return !foreign.isEmpty();
    }

    /** Whether a statement of this name opens a block of Lua, whose text is not nginx's. */
    static boolean opensLua(String name) {
        return name.endsWith(LUA_BLOCK);
    }
}
