package io.postern.session;

import io.postern.net.AddressText;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the log says of a session behind each line (ngx_mail_log_error). Confined to the session's event loop. */
final class SessionContext implements Supplier<String> {
    private final String server;
    private final Facts facts;
    private String action = "";
    private boolean known;
    private boolean startTls;
    private @Nullable String upstream;

    SessionContext(String server, Facts facts) {
        this.server = server;
        this.facts = facts;
    }

    /** Takes a client's address into the facts. */
    void client(SocketAddress address) {
        facts.address = AddressText.of(address);
        facts.inet6 =
                address instanceof InetSocketAddress inet && inet.getAddress().getAddress().length == 16;
    }

    /** From now on a line is followed by what is known of the session. */
    void begin() {
        known = true;
    }

    void action(String doing) {
        action = doing;
    }

    String action() {
        return action;
    }

    void startTls() {
        startTls = true;
    }

    void upstream(String name) {
        upstream = name;
    }

    @Override
    public String get() {
        if (!known) {
            return "";
        }
        StringBuilder text = new StringBuilder(120);
        if (!action.isEmpty()) {
            text.append(" while ").append(action);
        }
        text.append(", client: ").append(facts.address);
        if (startTls) {
            text.append(" using starttls");
        }
        text.append(", server: ").append(server);
        if (!facts.login.isEmpty()) {
            text.append(", login: \"").append(facts.login).append('"');
        }
        if (upstream != null) {
            text.append(", upstream: ").append(upstream);
        }
        return text.toString();
    }
}
