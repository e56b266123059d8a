package io.postern.net;

import io.netty.channel.IoEventLoopGroup;
import io.postern.directive.Errno;
import io.postern.log.Level;
import io.postern.log.Log;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The sockets we listen on, changed by difference: what is wanted again stays open, so that no client is refused while a configuration
 * is exchanged. Used by one thread, the one that reloads.
 */
public final class Listeners {
    private static final int TRIES = 5;
    private static final long BETWEEN_TRIES_MILLIS = 500;

    private final Transport transport;
    private final IoEventLoopGroup loops;
    private final Slots slots;
    private final Map<SocketAddress, Listener> open = new LinkedHashMap<>();

    public Listeners(Transport transport, IoEventLoopGroup loops) {
        this(transport, loops, new Slots(Integer.MAX_VALUE, 500));
    }

    /**
     * Listens with a limit.
     *
     * @param slots how many connections each loop may have
     */
    public Listeners(Transport transport, IoEventLoopGroup loops, Slots slots) {
        this.slots = slots;
        this.transport = transport;
        this.loops = loops;
    }

    /** What stands ready to be taken into use, or to be forgotten. */
    public final class Change {
        private final Map<Listening, Acceptor> wanted;
        private final Map<SocketAddress, Listener> fresh = new LinkedHashMap<>();

        private Change(Map<Listening, Acceptor> wanted) {
            this.wanted = new LinkedHashMap<>(wanted);
        }

        /**
         * Serves all that is wanted, closes all that is not.
         *
         * @param log is told of files that go with their sockets
         */
        public void commit(Log log) {
            Map<SocketAddress, Listener> gone = new LinkedHashMap<>(open);
            wanted.forEach((listening, acceptor) -> {
                gone.remove(listening.address());
                Listener old = open.get(listening.address());
                if (old != null) {
                    old.serve(acceptor);
                }
            });
            gone.forEach((address, listener) -> {
                open.remove(address);
                if (address instanceof UnixDomainSocketAddress unix && !listener.isLent()) {
                    log.write(Level.WARN, "deleting socket " + unix.getPath());
                }
                listener.close(log);
            });
            wanted.forEach((listening, acceptor) -> {
                Listener listener = fresh.get(listening.address());
                if (listener != null) {
                    listener.serve(acceptor);
                }
            });
            open.putAll(fresh);
            wanted.keySet().forEach(listening -> {
                Listener listener = open.get(listening.address());
                if (listener != null) {
                    listener.tune(listening, log);
                }
            });
            slots.listening(open.size());
            open.values().forEach(listener -> listener.start(loops.next(), loops, slots));
        }

        /** Closes what was opened for nothing. */
        public void undo(Log log) {
            fresh.values().forEach(listener -> listener.close(log));
            fresh.clear();
        }
    }

    /**
     * Binds what is wanted and not there yet, on the calling thread. An address in use is tried again for two seconds (nginx's
     * ngx_open_listening_sockets).
     *
     * @param log is told what fails, in nginx's words
     * @throws IOException when something could not be had; nothing is changed then
     */
    public Change prepare(Map<Listening, Acceptor> wanted, Log log) throws IOException {
        Change change = new Change(wanted);
        List<Listening> missing = new ArrayList<>();
        for (Listening listening : wanted.keySet()) {
            if (!open.containsKey(listening.address())) {
                missing.add(listening);
            }
        }
        try {
            for (int tries = TRIES; !missing.isEmpty(); tries--) {
                if (tries == 0) {
                    log.write(Level.EMERG, "still could not bind()");
                    throw new IOException("still could not bind()");
                }
                missing = bind(missing, change, log);
                if (!missing.isEmpty()) {
                    log.write(Level.NOTICE, "try again to bind() after 500ms");
                    Thread.sleep(BETWEEN_TRIES_MILLIS);
                }
            }
        } catch (IOException e) {
            change.undo(log);
            throw e;
        } catch (InterruptedException e) {
            change.undo(log);
            throw new IOException(e);
        }
        return change;
    }

    private List<Listening> bind(List<Listening> missing, Change change, Log log) throws IOException {
        List<Listening> failed = new ArrayList<>();
        for (Listening listening : missing) {
            try {
                change.fresh.put(listening.address(), transport.bind(listening));
            } catch (IOException e) {
                int errno = Errno.of(e);
                String name = AddressText.withPort(listening.address());
                log.write(Level.EMERG, errno, "bind() to " + name + " failed");
                if (errno != Errno.EADDRINUSE) {
                    throw e;
                }
                failed.add(listening);
            }
        }
        return failed;
    }

    /**
     * Takes over a listening socket that was handed to us. Its address serves who listens there next; when nobody does, it is closed.
     *
     * @param lent whether it goes on without us: a unix socket's file stays when it is closed here
     * @throws IOException when the descriptor is no such socket
     */
    public void adopt(int descriptor, boolean lent) throws IOException {
        Listener listener = transport.adopt(descriptor);
        listener.lent(lent);
        open.put(listener.listening().address(), listener);
    }

    /** The descriptors of all listening sockets, for a process that inherits them; empty where the transport has none to show. */
    public List<Integer> descriptors() {
        return descriptors(listener -> true);
    }

    /** Those of them that go on without us. */
    public List<Integer> lent() {
        return descriptors(Listener::isLent);
    }

    private List<Integer> descriptors(Predicate<Listener> which) {
        List<Integer> all = new ArrayList<>();
        open.values().stream().filter(which).forEach(listener -> listener.descriptor()
                .ifPresent(all::add));
        return all;
    }

    /** Leaves new connections waiting with the kernel. */
    public void pause() {
        open.values().forEach(listener -> listener.accepting(false));
    }

    /** Takes connections again. */
    public void resume() {
        open.values().forEach(listener -> listener.accepting(true));
    }

    /** Stops listening altogether. */
    public void close(Log log) {
        open.values().forEach(listener -> listener.close(log));
        open.clear();
    }

    /** Stops listening while another process goes on with the same sockets: the files of unix ones stay. */
    public void leave() {
        open.values().forEach(Listener::closeSocket);
        open.clear();
    }

    /** What is listened on now. */
    public List<Listening> open() {
        return open.values().stream().map(Listener::listening).toList();
    }
}
