package io.postern.process;

import io.postern.auth.AuthHttpModule;
import io.postern.dns.DnsModule;
import io.postern.http.HttpModule;
import io.postern.imap.ImapModule;
import io.postern.log.MailLogModule;
import io.postern.log.MainLogModule;
import io.postern.pop3.Pop3Module;
import io.postern.proxy.ProxyModule;
import io.postern.session.CoreModule;
import io.postern.session.RealIpModule;
import io.postern.settings.Module;
import io.postern.smtp.SmtpModule;
import io.postern.tls.directives.TlsModule;
import java.util.List;

/** The one list of what can be configured, in nginx's order. */
public final class Modules {
    private Modules() {}

    /** All modules. A new one is one line here. */
    public static List<Module<?>> all() {
        return List.of(
                new LoadModule(),
                new MainModule(),
                new MainLogModule(),
                new EventsModule(),
                new CoreModule(),
                new MailLogModule(),
                new DnsModule(),
                new TlsModule(),
                new Pop3Module(),
                new ImapModule(),
                new SmtpModule(),
                new AuthHttpModule(),
                new ProxyModule(),
                new RealIpModule(),
                new HttpModule());
    }
}
