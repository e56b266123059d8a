package io.postern.http.serve;

import io.postern.http.exchange.Exchange;
import io.postern.http.model.AccessRule;
import io.postern.http.model.BasicAuth;
import java.net.InetAddress;
import java.util.List;

/** allow, deny and auth_basic, joined by satisfy. */
final class Access {
    private static final int DECLINED = -1;

    private Access() {}

    /** 0 when the request may go on, else the code to answer with. */
    static int check(Exchange x) {
        boolean any = x.location().core().satisfyAny();
        int address = rules(x.location().access(), x);
        if (address == 0 && any) {
            return 0;
        }
        if (address > 0 && !any) {
            x.error("access forbidden by rule");
            return address;
        }
        BasicAuth basic = x.location().basic();
        int user = basic == null ? DECLINED : PasswordFile.check(x, basic);
        if (user == 0 && any) {
            x.reply().remove("WWW-Authenticate");
            return 0;
        }
        if (user > 0) {
            return user;
        }
        if (any && address > 0) {
            x.error("access forbidden by rule");
            return address;
        }
        return 0;
    }

    private static int rules(List<AccessRule> rules, Exchange x) {
        InetAddress client = x.peer().remote();
        for (AccessRule rule : rules) {
            boolean everybody = rule.network() == null && !rule.unix();
            boolean unix = rule.unix() && client == null;
            boolean network =
                    client != null && rule.network() != null && rule.network().covers(client);
            if (everybody || unix || network) {
                return rule.deny() ? 403 : 0;
            }
        }
        return DECLINED;
    }
}
