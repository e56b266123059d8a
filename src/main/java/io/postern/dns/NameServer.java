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
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Type;

/**
 * One name server: asked by {@link Datagrams}, and by a {@link Stream} for what does not go into one. Answers are judged by us, as nginx
 * judges them, so that one that is of no use does not end the question. Asking never blocks. Safe on any thread.
 */
final class NameServer {
    private final InetSocketAddress address;
    private final Duration patience;
    private final String server;
    private final Log log;
    private @Nullable Stream stream;

    /** @param patience milliseconds for which an answer is awaited */
    NameServer(Endpoint server, long patience, Log log) {
        this.server = server.name();
        this.log = log;
        this.patience = Duration.ofMillis(patience);
        address = (InetSocketAddress) server.address();
    }

    /**
     * Asks for the name of an address; an answer that is of no use is logged and not handed on.
     *
     * @return false where the question could not be sent
     */
    boolean pointer(InetAddress address, Executor on, Consumer<Reply> then) {
        return hear(send(pointerName(address), Type.PTR, new ByTcp()), on, then);
    }

    /** What is asked about an address. */
    static String pointerName(InetAddress address) {
        return ReverseMap.fromAddress(address).toString(true);
    }

    /**
     * Asks for the addresses of one kind, or of both, of a name that {@link Query#canAsk can be asked for}.
     *
     * @param byTcp what has turned out to be too long, and does now
     * @return false where a question could not be sent, and where nobody listens, which is known at once on this very host, and seen when
     *     the second question is sent
     */
    boolean addresses(
            String host, boolean four, boolean six, ByTcp byTcp, Executor on, BiConsumer<Boolean, Reply> then) {
        return Datagrams.together(() -> both(host, four, six, byTcp, on, then));
    }

    private boolean both(
            String host, boolean four, boolean six, ByTcp byTcp, Executor on, BiConsumer<Boolean, Reply> then) {
        if (four) {
            CompletableFuture<Reply> first = send(host, Type.A, byTcp);
            if (six && failure(first) instanceof PortUnreachableException) {
                log.write(Level.ERROR, "send() failed" + Errno.form(Errno.ECONNREFUSED) + place());
                return false;
            }
            if (!hear(first, on, reply -> then.accept(false, reply))) {
                return false;
            }
        }
        return !six || hear(send(host, Type.AAAA, byTcp), on, reply -> then.accept(true, reply));
    }

    /** nginx takes from a truncated PTR answer what is there, and asks by TCP for addresses only. */
    private CompletableFuture<Reply> send(String name, int type, ByTcp byTcp) {
        Query query = Query.of(name, type);
        AnswerCheck check = new AnswerCheck(query.id(), lower(name), type);
        if (byTcp.is(type)) {
            return askByTcp(query, check);
        }
        return Datagrams.ask(address, query.bytes(), patience, datagram -> judge(check, datagram))
                .thenCompose(reply -> {
                    if (!reply.isTruncated()) {
                        return CompletableFuture.completedFuture(reply);
                    }
                    // once is enough, where the question went out twice
                    return byTcp.set(type) ? askByTcp(query, check) : new CompletableFuture<>();
                });
    }

    private synchronized CompletableFuture<Reply> askByTcp(Query query, AnswerCheck check) {
        CompletableFuture<Reply> answer = new CompletableFuture<>();
        Stream standing = stream;
        if (standing != null && standing.ask(query, check, answer)) {
            return answer;
        }
        try {
            Stream made = Stream.to(address, log, place());
            stream = made;
            made.ask(query, check, answer);
        } catch (Datagrams.Unsent e) {
            String to = e.call.equals("connect()") ? " to " + server : "";
            Level usual = e.call.equals("connect()") ? Level.CRIT : e.level();
            log.write(
                    Errno.isDoneByPeers(e.errno) ? Level.ERROR : usual,
                    e.call + to + " failed" + Errno.form(e.errno) + place());
            // nginx leaves it at that, too: the question is sent again before long
            answer.completeExceptionally(new EOFException("not connected"));
        }
        return answer;
    }

    private @Nullable Reply judge(AnswerCheck check, byte[] answer) {
        String fault = check.fault(answer, false);
        if (fault != null) {
            say(fault);
            return null;
        }
        return check.type() != Type.PTR && AnswerCheck.truncated(answer)
                ? Reply.TRUNCATED
                : AnswerRecords.read(answer, check.type(), this::say);
    }

    private void say(String fault) {
        log.write(Level.ERROR, fault);
    }

    /** False where the question could not be sent. */
    private boolean hear(CompletableFuture<Reply> answer, Executor on, Consumer<Reply> then) {
        if (failure(answer) instanceof Datagrams.Unsent unsent) {
            log.write(unsent.level(), unsent.call + " failed" + Errno.form(unsent.errno) + place());
            return false;
        }
        answer.whenCompleteAsync(
                (reply, thrown) -> {
                    if (reply != null) {
                        then.accept(reply);
                    } else if (thrown != null) {
                        failed(cause(thrown));
                    }
                },
                on);
        return true;
    }

    /** Why there is no answer, as far as is known. */
    private static @Nullable Throwable failure(CompletableFuture<Reply> answer) {
        return answer.isCompletedExceptionally()
                ? cause(answer.<@Nullable Throwable>handle((reply, thrown) -> thrown)
                        .join())
                : null;
    }

    private static @Nullable Throwable cause(@Nullable Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private void failed(@Nullable Throwable cause) {
        int errno = cause instanceof IOException ? Errno.of(cause) : 0;
        if (errno != 0) {
            log.write(Level.ERROR, "recv() failed" + Errno.form(errno) + place());
        } else if (cause instanceof IOException && !(cause instanceof EOFException) && !timedOut(cause)) {
            log.write(Level.ERROR, "no DNS response: " + cause.getMessage() + place());
        } else if (cause instanceof RuntimeException) {
            log.write(Level.ALERT, "question failed: " + cause + place());
        }
    }

    private static boolean timedOut(Throwable cause) {
        return String.valueOf(cause.getMessage()).contains("timed out");
    }

    private String place() {
        return " while resolving, resolver: " + server;
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
