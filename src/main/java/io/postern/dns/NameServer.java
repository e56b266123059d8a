package io.postern.dns;

import io.postern.directive.Endpoint;
import io.postern.directive.Errno;
import io.postern.log.Level;
import io.postern.log.Log;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.WireParseException;
import org.xbill.DNS.io.DefaultIoClientFactory;
import org.xbill.DNS.io.UdpIoClient;

/**
 * One name server, asked through dnsjava, of which nobody else knows. Asking never blocks. Safe on any thread.
 */
final class NameServer {
    private final SimpleResolver exact;
    private final SimpleResolver lenient;
    private final String server;
    private final Log log;

    /** @param patience milliseconds for which an answer is awaited */
    NameServer(Endpoint server, long patience, Log log) {
        this.server = server.name();
        this.log = log;
        exact = resolver(server, patience);
        lenient = resolver(server, patience);
        // nginx takes from a truncated PTR answer what is there, and asks by TCP for addresses only.
        lenient.setIgnoreTruncation(true);
    }

    private SimpleResolver resolver(Endpoint server, long patience) {
        SimpleResolver resolver = new SimpleResolver((InetSocketAddress) server.address());
        resolver.setEDNS(-1);
        resolver.setTimeout(Duration.ofMillis(patience));
        resolver.setIoClientFactory(new Exchange());
        return resolver;
    }

    /** Whether a name can be asked for: no label is empty or too long. */
    static boolean canAsk(String host) {
        return name(host) != null;
    }

    private static @Nullable Name name(String host) {
        try {
            return host.isEmpty() ? null : Name.fromString(host, Name.root);
        } catch (TextParseException e) {
            return null;
        }
    }

    /** Asks for the name of an address; an answer that is of no use is logged and not handed on. */
    void pointer(InetAddress address, Executor on, Consumer<Reply> then) {
        ask(lenient, ReverseMap.fromAddress(address), Type.PTR, on, then);
    }

    /**
     * Asks for the addresses of one kind, or of both, of a name that {@link #canAsk can be asked for}.
     *
     * @return false where nobody listens, which is known at once on this very host, and seen when the second question is sent
     */
    boolean addresses(String host, boolean four, boolean six, Executor on, BiConsumer<Boolean, Reply> then) {
        Name name = name(host);
        return name == null || Datagrams.together(() -> addresses(name, four, six, on, then));
    }

    private boolean addresses(Name name, boolean four, boolean six, Executor on, BiConsumer<Boolean, Reply> then) {
        if (four) {
            CompletableFuture<Message> first = send(exact, name, Type.A);
            if (six && isRefused(first)) {
                log.write(Level.ERROR, "send() failed" + Errno.form(Errno.ECONNREFUSED) + place());
                return false;
            }
            hear(first, name, Type.A, on, reply -> then.accept(false, reply));
        }
        if (six) {
            ask(exact, name, Type.AAAA, on, reply -> then.accept(true, reply));
        }
        return true;
    }

    private void ask(SimpleResolver resolver, Name name, int type, Executor on, Consumer<Reply> then) {
        hear(send(resolver, name, type), name, type, on, then);
    }

    private static CompletableFuture<Message> send(SimpleResolver resolver, Name name, int type) {
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        return resolver.sendAsync(query, Runnable::run).toCompletableFuture();
    }

    private void hear(CompletableFuture<Message> answer, Name name, int type, Executor on, Consumer<Reply> then) {
        answer.whenCompleteAsync(
                (message, thrown) -> {
                    Reply reply = message == null ? failed(thrown) : reply(message, name, type);
                    if (reply != null) {
                        then.accept(reply);
                    }
                },
                on);
    }

    private static boolean isRefused(CompletableFuture<Message> answer) {
        return answer.isCompletedExceptionally()
                && answer.handle((message, thrown) -> cause(thrown)).join() instanceof PortUnreachableException;
    }

    private static @Nullable Throwable cause(@Nullable Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private @Nullable Reply failed(@Nullable Throwable thrown) {
        Throwable cause = cause(thrown);
        if (cause instanceof PortUnreachableException) {
            log.write(Level.ERROR, "recv() failed" + Errno.form(Errno.ECONNREFUSED) + place());
        } else if (cause instanceof WireParseException) {
            log.write(Level.ERROR, "short DNS response");
        } else if (cause instanceof IOException && !(cause instanceof EOFException) && !timedOut(cause)) {
            log.write(Level.ERROR, "no DNS response: " + cause.getMessage() + place());
        } else if (cause instanceof RuntimeException) {
            log.write(Level.ALERT, "question failed: " + cause + place());
        }
        return null;
    }

    private static boolean timedOut(Throwable cause) {
        return String.valueOf(cause.getMessage()).contains("timed out");
    }

    private String place() {
        return " while resolving, resolver: " + server;
    }

    private @Nullable Reply reply(Message message, Name asked, int type) {
        int code = message.getRcode();
        if (code == AnswerCheck.FORMAT_ERROR || code > AnswerCheck.REFUSED) {
            int id = message.getHeader().getID();
            return useless(new AnswerCheck(id, text(asked), type).error(code, id));
        }
        List<Record> answers = message.getSection(Section.ANSWER);
        if (code != 0 || answers.isEmpty()) {
            return new Reply(code, true, List.of(), null, 0);
        }
        return type == Type.PTR ? pointer(answers) : addresses(answers, type);
    }

    private @Nullable Reply pointer(List<Record> answers) {
        for (Record answer : answers) {
            if (answer.getDClass() != DClass.IN) {
                return useless("unexpected RR class " + answer.getDClass() + " in DNS response");
            }
            if (answer instanceof PTRRecord ptr) {
                return new Reply(0, false, List.of(), text(ptr.getTarget()), ptr.getTTL());
            }
            if (!(answer instanceof CNAMERecord)) {
                log.write(Level.ERROR, "unexpected RR type " + answer.getType() + " in DNS response");
            }
        }
        return useless("no PTR type in DNS response");
    }

    private @Nullable Reply addresses(List<Record> answers, int type) {
        List<InetAddress> found = new ArrayList<>();
        String alias = null;
        long ttl = Integer.MAX_VALUE;
        for (Record answer : answers) {
            if (answer.getDClass() != DClass.IN) {
                return useless("unexpected RR class " + answer.getDClass() + " in DNS response");
            }
            ttl = Math.min(ttl, answer.getTTL());
            if ((answer instanceof ARecord || answer instanceof AAAARecord) && answer.getType() != type) {
                return useless("unexpected " + Type.string(answer.getType()) + " record in DNS response");
            }
            if (answer instanceof ARecord a) {
                found.add(a.getAddress());
            } else if (answer instanceof AAAARecord aaaa) {
                found.add(aaaa.getAddress());
            } else if (answer instanceof CNAMERecord cname) {
                alias = text(cname.getTarget());
            } else if (answer.getType() != Type.DNAME) {
                log.write(Level.ERROR, "unexpected RR type " + answer.getType() + " in DNS response");
            }
        }
        return new Reply(0, false, found, alias, ttl);
    }

    /** Datagrams are judged by us, so that one that is not the answer does not end the question; TCP is dnsjava's. */
    private final class Exchange extends DefaultIoClientFactory {
        @Override
        public UdpIoClient createOrGetUdpClient() {
            return (local, remote, query, data, max, timeout) -> Datagrams.ask(remote, data, timeout, wrong(query));
        }

        private Predicate<byte[]> wrong(Message query) {
            Record question = query.getQuestion();
            AnswerCheck check =
                    new AnswerCheck(query.getHeader().getID(), text(question.getName()), question.getType());
            return datagram -> {
                String fault = check.fault(datagram);
                if (fault != null) {
                    log.write(Level.ERROR, fault);
                }
                return fault != null;
            };
        }
    }

    private @Nullable Reply useless(String why) {
        log.write(Level.ERROR, why);
        return null;
    }

    /** The labels' own bytes with dots between, in lower case (ngx_resolver_copy); nothing is escaped. */
    private static String text(Name name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.labels(); i++) {
            byte[] label = name.getLabel(i);
            if (label[0] == 0) {
                break;
            }
            if (i > 0) {
                text.append('.');
            }
            text.append(new String(label, 1, label[0] & 0xff, StandardCharsets.ISO_8859_1));
        }
        return lower(text.toString());
    }

    /** ASCII only (ngx_strlow). */
    static String lower(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c);
        }
        return out.toString();
    }
}
