package io.postern.process;

import io.postern.directive.Args;
import io.postern.directive.Arity;
import io.postern.directive.Complaint;
import io.postern.directive.Context;
import io.postern.directive.Directive;
import io.postern.directive.LoadedModules;
import io.postern.directive.Row;
import io.postern.directive.Table;
import io.postern.directive.Types;
import io.postern.lang.FileName;
import io.postern.settings.Module;
import io.postern.settings.Place;
import io.postern.settings.Scope;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;

/** load_module: nothing is loaded, but files that name nginx's own modules are understood. */
public final class LoadModule implements Module<LoadModule.Settings> {
    /** The files named, as written. */
    public record Settings(List<String> files) {}

    /** What nginx's own build makes into loadable files. */
    private static final Set<String> SHIPPED = Set.of(
            "ngx_mail_module",
            "ngx_stream_module",
            "ngx_http_geoip_module",
            "ngx_http_image_filter_module",
            "ngx_http_perl_module",
            "ngx_http_xslt_filter_module",
            "ngx_stream_geoip_module");

    private static final Table TABLE = Table.of("nginx");
    static final Row<List<String>> LOAD_MODULE = TABLE.row(
            "load_module",
            Arity.ONE,
            Types.each(LoadModule::name),
            "",
            "Accepted for nginx's own modules, which are built in; of others only their directives are let pass.",
            Context.MAIN);

    @Override
    public Table table() {
        return TABLE;
    }

    @Override
    public Class<Settings> kind() {
        return Settings.class;
    }

    @Override
    public Place place() {
        return Place.MAIN;
    }

    @Override
    public Settings read(Scope scope) {
        return new Settings(scope.get(LOAD_MODULE));
    }

    private static String name(Args args) {
        for (Directive before : args.block().directives()) {
            if (before.block() != null) {
                throw Complaint.directive("is specified too late");
            }
        }
        String file = args.cycle().underPrefix(args.printed(1));
        String base = file.substring(file.lastIndexOf('/') + 1);
        String name = base.endsWith(".so") ? base.substring(0, base.length() - 3) : base;
        if (!SHIPPED.contains(name)) {
            args.cycle().memo(LoadedModules.class, LoadedModules::new).add(name);
            args.warn("module \"" + base + "\" is not known, its directives are not checked");
        } else if (ownPrefix(args) && !Files.exists(FileName.path(file))) {
            throw Complaint.here("dlopen() \"" + file + "\" failed (" + file
                    + ": cannot open shared object file: No such file or directory)");
        }
        if (name.equals("ngx_http_perl_module")) {
            args.cycle().memo(LoadedModules.class, LoadedModules::new).addPerl();
        }
        return args.get(1);
    }

    /** Who names a prefix (-p) says where modules are; where none is named they need not be there, they are built in. */
    private static boolean ownPrefix(Args args) {
        return args.cycle().touches()
                && !args.get(1).startsWith("/")
                && !args.cycle().launch().prefix().equals(Built.PREFIX);
    }
}
