package io.postern.tls.engine;

import io.netty.internal.tcnative.SSLSession;
import io.netty.internal.tcnative.SSLSessionCache;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A shared zone of ssl_session_cache: BoringSSL's sessions by their identifiers, the oldest given up first. All servers that name the
 * zone use it, and it outlives a reload. Safe on any thread.
 */
final class SessionZone implements SSLSessionCache {
    /** What nginx needs for a session: 128 bytes for its node, 256 for the session. */
    private static final int PER_SESSION = 384;

    private final long size;
    private final TicketRing ring = new TicketRing();
    private final Map<ByteBuffer, Long> sessions = new LinkedHashMap<>();

    SessionZone(long size) {
        this.size = size;
    }

    long size() {
        return size;
    }

    /** The ticket keys that the zone's servers share. */
    TicketRing ring() {
        return ring;
    }

    @Override
    public synchronized boolean sessionCreated(long ssl, long session) {
        byte[] id = SSLSession.getSessionId(session);
        if (id == null || id.length == 0) {
            return false;
        }
        Long before = sessions.remove(ByteBuffer.wrap(id));
        if (before != null) {
            SSLSession.free(before);
        }
        while (!sessions.isEmpty() && sessions.size() >= Math.max(1, size / PER_SESSION)) {
            Iterator<Long> oldest = sessions.values().iterator();
            SSLSession.free(oldest.next());
            oldest.remove();
        }
        // true: the reference is ours now
        sessions.put(ByteBuffer.wrap(id), session);
        return true;
    }

    @Override
    public synchronized long getSession(long ssl, byte[] id) {
        Long session = sessions.get(ByteBuffer.wrap(id));
        if (session == null) {
            return -1;
        }
        long age = System.currentTimeMillis() / 1000 - SSLSession.getTime(session);
        if (age > SSLSession.getTimeout(session) || !SSLSession.upRef(session)) {
            sessions.remove(ByteBuffer.wrap(id));
            SSLSession.free(session);
            return -1;
        }
        return session;
    }

    /** Forgets a session whose client was refused. */
    synchronized void forget(byte[] id) {
        Long session = sessions.remove(ByteBuffer.wrap(id));
        if (session != null) {
            SSLSession.free(session);
        }
    }

    synchronized int count() {
        return sessions.size();
    }
}
