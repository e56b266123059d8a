package io.postern.carried;

import io.postern.directive.Args;
import io.postern.dns.DnsModule;

/** resolver in http{} and stream{}: the same as in mail{} (ngx_resolver_create). */
final class Resolvers {
    private Resolvers() {}

    static void resolver(Args args) {
        DnsModule.check(args);
    }
}
