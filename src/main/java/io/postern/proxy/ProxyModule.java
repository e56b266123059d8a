package io.postern.proxy;

import io.postern.directive.Arity;
import io.postern.directive.Context;
import io.postern.directive.Row;
import io.postern.directive.Table;
import io.postern.directive.Types;
import io.postern.session.CommandBuffer;
import io.postern.settings.Module;
import io.postern.settings.Scope;
import java.time.Duration;
import java.util.Map;

/** What may be configured of the way to back ends (ngx_mail_proxy_module). */
public final class ProxyModule implements Module<ProxySettings> {
    private static final Table TABLE = Table.of("ngx_mail_proxy_module");

    static final Row<Boolean> PROXY = TABLE.row(
            "proxy",
            Arity.FLAG,
            Types.FLAG,
            "off",
            "Taken for nginx's sake; mail is proxied either way, as it is there.",
            Context.MAIL,
            Context.MAIL_SERVER);

    static final Row<Long> BUFFER = TABLE.row(
            "proxy_buffer",
            Arity.ONE,
            Types.SIZE,
            "4k",
            "Bytes held at most of what a back end sends, and the longest reply it may give while we log in.",
            Context.MAIL,
            Context.MAIL_SERVER);

    static final Row<Duration> TIMEOUT = TABLE.row(
            "proxy_timeout",
            Arity.ONE,
            Types.MSEC,
            "24h",
            "How long nothing may happen on the client's side of a relayed session.",
            Context.MAIL,
            Context.MAIL_SERVER);

    static final Row<Boolean> PASS_ERROR_MESSAGE = TABLE.row(
            "proxy_pass_error_message",
            Arity.FLAG,
            Types.FLAG,
            "off",
            "Give clients the back end's own words when it refuses a login.",
            Context.MAIL,
            Context.MAIL_SERVER);

    static final Row<Boolean> XCLIENT = TABLE.row(
            "xclient",
            Arity.FLAG,
            Types.FLAG,
            "on",
            "Tell SMTP back ends the client's address, login and name by XCLIENT.",
            Context.MAIL,
            Context.MAIL_SERVER);

    static final Row<Boolean> SMTP_AUTH = TABLE.row(
            "proxy_smtp_auth",
            Arity.FLAG,
            Types.FLAG,
            "off",
            "Log in to SMTP back ends with the client's login and password.",
            Context.MAIL,
            Context.MAIL_SERVER);

    static final Row<Integer> PROXY_PROTOCOL = TABLE.row(
            "proxy_protocol",
            Arity.ONE,
            Types.oneOf(Map.of("off", 0, "on", 1, "v2", 2)),
            "off",
            "Send back ends a PROXY protocol header first: on for version 1, v2 for version 2.",
            Context.MAIL,
            Context.MAIL_SERVER);

    @Override
    public Table table() {
        return TABLE;
    }

    @Override
    public Class<ProxySettings> kind() {
        return ProxySettings.class;
    }

    @Override
    public ProxySettings read(Scope scope) {
        return new ProxySettings(
                scope.get(PROXY),
                CommandBuffer.size(scope.get(BUFFER)),
                scope.get(TIMEOUT).toMillis(),
                scope.get(PASS_ERROR_MESSAGE),
                scope.get(XCLIENT),
                scope.get(SMTP_AUTH),
                scope.get(PROXY_PROTOCOL));
    }
}
