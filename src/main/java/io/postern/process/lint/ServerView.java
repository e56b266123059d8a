package io.postern.process.lint;

import io.postern.directive.Block;
import io.postern.directive.Directive;
import io.postern.directive.IpText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One mail server as its text says it: its own statements, else those of mail{}. */
final class ServerView {
    private final Block server;

    ServerView(Block server) {
        this.server = server;
    }

    Block block() {
        return server;
    }

    /** The statements of this name that are in force. */
    List<Directive> all(String name) {
        List<Directive> own = server.all(name);
        Block mail = server.parent();
        return own.isEmpty() && mail != null ? mail.all(name) : own;
    }

    /** The statement in force; null where there is none. */
    @Nullable
    Directive last(String name) {
        List<Directive> all = all(name);
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    /** The first argument in force. */
    String value(String name, String otherwise) {
        Directive directive = last(name);
        return directive == null ? otherwise : directive.arguments().get(0);
    }

    /** All arguments in force. */
    List<String> words(String name) {
        List<String> words = new ArrayList<>();
        all(name).forEach(d -> words.addAll(d.arguments()));
        return words;
    }

    /** imap, pop3 or smtp; by its name, else by the first well-known port. */
    String protocol() {
        Directive named = last("protocol");
        if (named != null) {
            return named.arguments().get(0);
        }
        for (Directive listen : server.all("listen")) {
            String address = listen.arguments().get(0);
            switch (address.substring(address.lastIndexOf(':') + 1)) {
                case "110", "995" -> {
                    return "pop3";
                }
                case "143", "993" -> {
                    return "imap";
                }
                case "25", "587", "465" -> {
                    return "smtp";
                }
                default -> {
                    // the next one may say it
                }
            }
        }
        return "";
    }

    boolean startsTls() {
        return !value("starttls", "off").equalsIgnoreCase("off");
    }

    /** Whether certificates are of use here. */
    boolean encrypts() {
        return startsTls() || server.all("listen").stream().anyMatch(ServerView::isSsl);
    }

    static boolean isSsl(Directive listen) {
        return listen.arguments().contains("ssl");
    }

    /** Whether mail is taken from clients that do not log in. */
    boolean takesNoLogin() {
        return protocol().equals("smtp") && words("smtp_auth").stream().anyMatch(w -> w.equalsIgnoreCase("none"));
    }

    /** Whether no client logs in here at all, so that there is no password to protect. */
    boolean onlySends() {
        List<String> words = words("smtp_auth");
        return protocol().equals("smtp")
                && !words.isEmpty()
                && words.stream().allMatch(w -> w.equalsIgnoreCase("none"));
    }

    /** Whether only this machine can reach it. */
    static boolean isLocal(Directive listen) {
        return isLocal(listen.arguments().get(0));
    }

    /** Whether an address is this machine's own. */
    static boolean isLocal(String address) {
        if (address.startsWith("unix:")) {
            return true;
        }
        if (address.startsWith("[")) {
            byte[] v6 = IpText.v6(address.substring(1, Math.max(1, address.indexOf(']'))));
            return v6 != null && (IpText.address(v6).isLoopbackAddress() || mappedLoopback(v6));
        }
        String host = address.split("[:/?]", 2)[0];
        byte[] v4 = IpText.v4(host);
        return v4 == null
                ? host.equalsIgnoreCase("localhost")
                : IpText.address(v4).isLoopbackAddress();
    }

    /** Whether it is {@code ::ffff:127.0.0.1} or another of 127.0.0.0/8. */
    private static boolean mappedLoopback(byte[] v6) {
        byte[] start = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127};
        return Arrays.equals(v6, 0, start.length, start, 0, start.length);
    }
}
