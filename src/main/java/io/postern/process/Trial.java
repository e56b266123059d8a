package io.postern.process;

import io.postern.directive.Complaint;
import io.postern.directive.Cycle;
import io.postern.lang.FileName;
import io.postern.log.Errno;
import io.postern.session.Listen;
import io.postern.settings.Configuration;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** What {@code -t} tries after the configuration is read: the pid file, the logs, the addresses. Nothing is kept. */
final class Trial {
    private static final int EADDRINUSE = 98;

    private Trial() {}

    static void run(Configuration configuration, Cycle cycle) {
        pid(configuration.get(MainSettings.class).pid().path());
        for (String file : OpenFiles.of(configuration.root(), cycle)) {
            log(file);
        }
        for (Listen listen : Sockets.of(configuration.servers())) {
            bind(listen);
        }
    }

    private static void pid(String path) {
        try {
            FileName.refuseFolder(path);
            FileChannel.open(
                            FileName.path(path),
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.CREATE)
                    .close();
        } catch (IOException e) {
            throw unopened(path, e);
        }
    }

    private static void log(String path) {
        try {
            FileName.refuseFolder(path);
            new FileOutputStream(FileName.path(path).toFile(), true).close();
        } catch (IOException e) {
            throw unopened(path, e);
        }
    }

    private static Complaint unopened(String path, IOException e) {
        return Complaint.plain("open() \"" + path + "\" failed" + Errno.form(Errno.of(e)));
    }

    /** Binds and lets go again; an address that is in use is no fault: it may be ours. */
    private static void bind(Listen listen) {
        SocketAddress address = listen.listening().address();
        try (ServerSocketChannel socket = ServerSocketChannel.open(family(address))) {
            if (address instanceof InetSocketAddress) {
                socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            socket.bind(address, 1);
            if (address instanceof UnixDomainSocketAddress unix) {
                Files.deleteIfExists(unix.getPath());
            }
        } catch (IOException e) {
            int errno = Errno.of(e);
            if (errno != EADDRINUSE) {
                throw Complaint.plain("bind() to " + listen.text() + " failed" + Errno.form(errno));
            }
        }
    }

    private static StandardProtocolFamily family(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            return inet.getAddress() instanceof Inet6Address
                    ? StandardProtocolFamily.INET6
                    : StandardProtocolFamily.INET;
        }
        return StandardProtocolFamily.UNIX;
    }
}
