package io.postern.auth;

import io.postern.dns.Answer;
import io.postern.dns.NameServers;
import io.postern.log.Level;
import io.postern.net.Guarded;
import io.postern.session.Client;
import io.postern.session.HostNames;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;

/**
 * A client's name is the one behind its address, if that name's addresses have it too (ngx_mail_smtp_resolve_addr_handler,
 * ngx_mail_smtp_resolve_name_handler). What is no host name never leaves this class.
 */
public final class ClientNames implements HostNames {
    private static final String UNAVAILABLE = "[UNAVAILABLE]";
    private static final String NOT_NOW = "[TEMPUNAVAIL]";

    private final NameServers servers;

    public ClientNames(NameServers servers) {
        this.servers = servers;
    }

    @Override
    public Runnable find(Client client, Consumer<String> then) {
        InetAddress address = ((InetSocketAddress) client.remote()).getAddress();
        Search search = new Search(client, address, then);
        search.begin();
        return search::cancel;
    }

    /** The search for one client's name. Confined to the client's event loop. */
    private final class Search {
        private final Client client;
        private final InetAddress address;
        private final Consumer<String> then;
        private Runnable question = () -> {};
        private boolean cancelled;

        Search(Client client, InetAddress address, Consumer<String> then) {
            this.client = client;
            this.address = address;
            this.then = then;
        }

        void begin() {
            client.action("in resolving client address");
            question = servers.nameOf(address, client.loop(), answer -> guarded(() -> named(answer)));
        }

        private void named(Answer<String> answer) {
            String name = answer.value();
            if (name == null) {
                failed(client.remoteText(), answer);
            } else if (isHostName(name)) {
                client.action("in resolving client hostname");
                client.facts().host = name;
                // As in nginx, not from within the first answer: one may be followed by the other at once.
                client.loop().execute(() -> guarded(() -> check(name)));
            } else {
                error(client.remoteText() + " resolved to invalid host name \"" + name + '"');
                then.accept(NOT_NOW);
            }
        }

        private void guarded(Runnable step) {
            Guarded.run(step, client::failed);
        }

        private void check(String name) {
            if (!cancelled) {
                question = servers.addressesOf(name, client.loop(), answer -> guarded(() -> addresses(name, answer)));
            }
        }

        private void addresses(String name, Answer<List<InetAddress>> answer) {
            List<InetAddress> addresses = answer.value();
            if (addresses == null) {
                failed('"' + name + '"', answer);
            } else {
                then.accept(addresses.contains(address) ? name : UNAVAILABLE);
            }
        }

        private void failed(String what, Answer<?> answer) {
            error(what + " could not be resolved (" + answer.code() + ": " + answer.words() + ")");
            then.accept(answer.code() == Answer.NOT_FOUND ? UNAVAILABLE : NOT_NOW);
        }

        private void error(String text) {
            client.log().write(Level.ERROR, text);
        }

        void cancel() {
            cancelled = true;
            question.run();
        }
    }

    /** Letters, digits, hyphens and dots, at least one (RFC 1034, section 3.5; ngx_mail_smtp_validate_host). */
    static boolean isHostName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '.') {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
