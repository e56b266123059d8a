package io.postern.carried;

import io.postern.directive.Args;
import io.postern.directive.Complaint;
import io.postern.directive.Url;
import io.postern.log.LogSpec;
import org.jspecify.annotations.Nullable;

/** The directives of stream{}'s core, proxy, pass, return and set that have a function of their own. */
final class StreamCore {
    private StreamCore() {}

    static @Nullable Setter of(String name) {
        return switch (name) {
            case "server" -> args -> Realm.of(args.inner(), args.cycle()).addServer(args.inner());
            case "listen" -> args -> Realm.of(args).ports().listen(args);
            case "server_name" -> ServerNames::serverName;
            case "resolver" -> Setter.once(Resolvers::resolver);
            case "error_log" -> LogSpec.TYPE::parse;
            case "allow", "deny" -> Networks::access;
            case "set_real_ip_from" -> Networks::realIpFrom;
            case "proxy_pass" -> Setter.once(StreamCore::proxyPass);
            case "proxy_bind" -> Setter.once(Passes::bind);
            case "proxy_ssl_certificate_cache" -> Setter.once(Caches::certificates);
            case "proxy_ssl_password_file" -> Setter.once(Secrets::passwordFile);
            case "pass" -> Setter.once(StreamCore::pass);
            case "return" -> Setter.once(args -> Script.compile(args, args.get(1)));
            case "set" -> Rewrites::streamSet;
            default -> null;
        };
    }

    private static void proxyPass(Args args) {
        if (!Script.compile(args, args.get(1))) {
            Realm.of(args).upstreams().use(args, args.get(1), 0, false);
        }
    }

    private static void pass(Args args) {
        if (Script.compile(args, args.get(1))) {
            return;
        }
        Url url;
        try {
            url = Url.parse(args.get(1), 0, Url.Option.NO_RESOLVE);
        } catch (Url.Malformed e) {
            throw Complaint.here(e.words() + " in \"" + args.get(1) + "\" of the \"pass\" directive");
        }
        HttpCore.refuseDirectiveIf(url.endpoints().isEmpty(), "has no addresses");
        HttpCore.refuseDirectiveIf(url.noPort(), "has no port");
    }
}
