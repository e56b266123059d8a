package io.postern.net;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** By epoll(7). */
final class EpollReadiness implements Readiness {
    @Override
    public IoHandlerFactory loops() {
        return EpollIoHandler.newFactory();
    }

    @Override
    public Watch watch(FileDescriptor descriptor, Watch.Mode mode, Watch.Told told) {
        return new Epolled(descriptor, mode == Watch.Mode.EDGE ? EpollIoOps.EPOLLET.value() : 0, told);
    }

    private static final class Epolled extends Watch implements EpollIoHandle {
        private final FileDescriptor descriptor;
        private final int always;
        private final Told told;
        private @Nullable IoRegistration registration;

        Epolled(FileDescriptor descriptor, int always, Told told) {
            this.descriptor = descriptor;
            this.always = always;
            this.told = told;
        }

        @Override
        void begin(EventLoop loop, int events) throws IOException {
            IoRegistration made = join(loop, this);
            registration = made;
            try {
                made.submit(EpollIoOps.valueOf(events | always));
            } catch (UncheckedIOException e) {
                // the system watches no more descriptors (fs.epoll.max_user_watches), or has no memory for it
                throw e.getCause();
            }
        }

        @Override
        void change(int events) {
            IoRegistration made = registration;
            if (made != null && made.isValid()) {
                made.submit(EpollIoOps.valueOf(events | always));
            }
        }

        @Override
        void end() {
            IoRegistration made = registration;
            registration = null;
            if (made != null) {
                made.cancel();
            }
        }

        @Override
        public FileDescriptor fd() {
            return descriptor;
        }

        @Override
        public void handle(IoRegistration from, IoEvent event) {
            told.told(((EpollIoEvent) event).ops().value());
        }

        @Override
        public void close() throws IOException {
            told.close();
        }
    }
}
