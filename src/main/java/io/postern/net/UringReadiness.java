package io.postern.net;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoOps;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * By polls that are put into an io_uring(7): what a loop asks for goes to the kernel with the call that waits, where epoll takes a call
 * for each descriptor. Bytes are read and written as with epoll.
 */
final class UringReadiness implements Readiness {
    /** What the system lacks for this; nothing where it lacks nothing. */
    static Optional<String> missing() {
        Throwable cause = IoUring.unavailabilityCause();
        if (cause != null) {
            return Optional.of(String.valueOf(cause.getMessage()));
        }
        return IoUring.isPollAddMultishotEnabled() ? Optional.empty() : Optional.of("needs Linux 5.13");
    }

    @Override
    public IoHandlerFactory loops() {
        return IoUringIoHandler.newFactory();
    }

    @Override
    public Watch watch(FileDescriptor descriptor, Watch.Mode mode, Watch.Told told) {
        return new Polled(descriptor, mode == Watch.Mode.EDGE ? Polled.MULTISHOT : 0, told);
    }

    private static final class Polled extends Watch implements IoUringIoHandle {
        /** IORING_POLL_ADD_MULTI: the poll goes on after an event, and tells what becomes so then. */
        static final int MULTISHOT = 1;
        /** IORING_POLL_UPDATE_EVENTS: a poll gets other events. */
        private static final int NEW_EVENTS = 2;
        /** IORING_OP_POLL_ADD, and so on. */
        private static final byte POLL_ADD = 6;

        private static final byte POLL_REMOVE = 7;
        private static final byte ASYNC_CANCEL = 14;
        /** IORING_CQE_F_MORE: the poll that has told this goes on. */
        private static final int GOES_ON = 2;

        /** The poll that was to be changed is just telling something. */
        private static final int EALREADY = -114;

        private final FileDescriptor descriptor;
        private final int flags;
        private final Told told;
        private @Nullable IoRegistration registration;
        private long request;
        private int events;
        private boolean polling;
        private @Nullable EventLoop loop;
        private int gathered;
        private boolean telling;

        Polled(FileDescriptor descriptor, int flags, Told told) {
            this.descriptor = descriptor;
            this.flags = flags;
            this.told = told;
        }

        @Override
        void begin(EventLoop loop, int wanted) throws IOException {
            IoRegistration made = join(loop, this);
            registration = made;
            this.loop = loop;
            events = wanted;
            poll(made);
        }

        private void poll(IoRegistration by) {
            polling = true;
            request = by.submit(ops(POLL_ADD, descriptor.intValue(), 0, flags, events));
        }

        @Override
        void change(int wanted) {
            events = wanted;
            IoRegistration by = registration;
            if (by != null && polling) {
                by.submit(ops(POLL_REMOVE, -1, request, flags | NEW_EVENTS, wanted));
            }
        }

        /** The kernel keeps a socket open as long as it is polled. */
        @Override
        void end() {
            IoRegistration by = registration;
            registration = null;
            if (by != null) {
                if (polling) {
                    by.submit(ops(ASYNC_CANCEL, -1, request, 0, 0));
                }
                by.cancel();
            }
        }

        private static IoUringIoOps ops(byte operation, int descriptor, long of, int flags, int events) {
            byte none = 0;
            short zero = 0;
            return new IoUringIoOps(operation, none, zero, descriptor, 0, of, flags, events, 0L, zero, zero, 0, 0);
        }

        @Override
        public void handle(IoRegistration from, IoEvent event) {
            IoUringIoEvent completion = (IoUringIoEvent) event;
            if (completion.opcode() == POLL_ADD) {
                polled(completion.res(), (completion.flags() & GOES_ON) != 0);
            } else if (completion.opcode() == POLL_REMOVE && completion.res() == EALREADY) {
                change(events);
            }
        }

        private void polled(int result, boolean goesOn) {
            polling = goesOn;
            if (registration == null) {
                return;
            }
            EventLoop own = loop;
            if (goesOn && result >= 0 && own != null) {
                gather(own, result);
                return;
            }
            told.told(result < 0 ? ERR : result);
            IoRegistration by = registration;
            if (by != null && !polling && result >= 0) {
                poll(by);
            }
        }

        /** The ring tells each event, epoll how it stands with a descriptor by now: what has come in one turn is told at once. */
        private void gather(EventLoop own, int result) {
            gathered |= result;
            if (!telling) {
                telling = true;
                own.execute(this::tell);
            }
        }

        private void tell() {
            int all = gathered;
            gathered = 0;
            telling = false;
            if (registration != null) {
                told.told(all);
            }
        }

        @Override
        public void close() throws IOException {
            told.close();
        }
    }
}
