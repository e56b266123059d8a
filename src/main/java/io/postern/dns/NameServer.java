package io.postern.dns;

import io.postern.directive.Endpoint;
import io.postern.directive.Errno;
import io.postern.log.Level;
import io.postern.log.Log;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One name server and the ways to it: {@link Datagrams}, and a {@link Stream} for what does not go into one (ngx_resolver_connection_t).
 * Each loop that asks by one of them has one connection less to spare while that is open, as if it were its own. Guarded by its resolver;
 * asking never blocks.
 */
final class NameServer implements Datagrams.Ear {
    private final InetSocketAddress address;
    private final String server;
    private final Log log;
    private final Room room;
    private final BiConsumer<byte[], Boolean> ear;
    private final Object resolver;
    private final Datagrams datagrams;
    private final Set<ScheduledExecutorService> byUdp = new HashSet<>();
    private final Set<ScheduledExecutorService> byTcp = new HashSet<>();
    private @Nullable Stream stream;

    /**
     * @param resolver guards this one
     * @param ear hears what the name server says, and whether by TCP
     */
    NameServer(Endpoint server, Log log, Room room, Object resolver, BiConsumer<byte[], Boolean> ear) {
        this.server = server.name();
        this.log = log;
        this.room = room;
        this.ear = ear;
        this.resolver = resolver;
        address = (InetSocketAddress) server.address();
        datagrams = new Datagrams(address, resolver, this);
    }

    /**
     * Sends a question; on the loop of whoever asks.
     *
     * @return false where it could not be sent, which the log has heard
     */
    boolean send(Query query, boolean tcp, ScheduledExecutorService loop) {
        return tcp ? sendByTcp(query, loop) : sendByUdp(query, loop);
    }

    private boolean sendByUdp(Query query, ScheduledExecutorService loop) {
        boolean fresh = !byUdp.contains(loop);
        if (fresh && !take(byUdp, loop)) {
            return false;
        }
        try {
            boolean sent = datagrams.send(query.bytes());
            made(fresh);
            if (sent) {
                return true;
            }
            log.write(Level.CRIT, "send() incomplete" + place());
        } catch (Datagrams.Unsent e) {
            made(fresh && !e.call.equals("socket()"));
            log.write(e.level(), e.call + " failed" + Errno.form(e.errno) + place());
        }
        hangUp();
        return false;
    }

    private boolean sendByTcp(Query query, ScheduledExecutorService loop) {
        boolean fresh = !byTcp.contains(loop);
        if (fresh && !take(byTcp, loop)) {
            return false;
        }
        Stream standing = stream;
        if (standing != null && standing.ask(query.bytes())) {
            made(fresh);
            return true;
        }
        try {
            Stream[] begun = new Stream[1];
            begun[0] = Stream.to(address, log, place(), answer -> ear.accept(answer, true), () -> ended(begun[0]));
            stream = begun[0];
            made(fresh);
            return begun[0].ask(query.bytes());
        } catch (Datagrams.Unsent e) {
            made(fresh && !e.call.equals("socket()"));
            String to = e.call.equals("connect()") ? " to " + server : "";
            Level usual = e.call.equals("connect()") ? Level.CRIT : e.level();
            log.write(
                    Errno.isDoneByPeers(e.errno) ? Level.ERROR : usual,
                    e.call + to + " failed" + Errno.form(e.errno) + place());
            giveBack(byTcp);
            return false;
        }
    }

    private boolean take(Set<ScheduledExecutorService> loops, ScheduledExecutorService loop) {
        int most = room.take(loop);
        if (most > 0) {
            log.write(Level.ALERT, most + " worker_connections are not enough" + place());
            return false;
        }
        loops.add(loop);
        return true;
    }

    /** @param fresh whether a loop asks by a socket for the first time, which nginx's worker makes for that */
    private void made(boolean fresh) {
        if (fresh) {
            room.made();
        }
    }

    private void giveBack(Set<ScheduledExecutorService> loops) {
        loops.forEach(room::give);
        loops.clear();
    }

    private void ended(@Nullable Stream which) {
        synchronized (resolver) {
            if (which == stream) {
                stream = null;
                giveBack(byTcp);
            }
        }
    }

    @Override
    public void heard(byte[] datagram) {
        ear.accept(datagram, false);
    }

    @Override
    public void broke(Exception why) {
        if (why instanceof IOException) {
            int errno = Errno.of(why);
            log.write(
                    Errno.isDoneByPeers(errno) ? Level.ERROR : Level.ALERT,
                    "recv() failed" + Errno.form(errno) + place());
        } else {
            log.write(Level.ALERT, "question failed: " + why + place());
        }
        hangUp();
    }

    private void hangUp() {
        datagrams.close();
        giveBack(byUdp);
    }

    /** Ends all ways to it; they are made anew if somebody asks. */
    void close() {
        hangUp();
        if (stream != null) {
            stream.end();
        }
    }

    private String place() {
        return " while resolving, resolver: " + server;
    }
}
