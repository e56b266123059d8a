package io.postern.process;

import io.postern.carried.Resources;
import io.postern.carried.Socket;
import io.postern.directive.Block;
import io.postern.directive.Complaint;
import io.postern.directive.Cycle;
import io.postern.directive.Directive;
import io.postern.directive.Errno;
import io.postern.directive.Finding;
import io.postern.directive.Memory;
import io.postern.directive.Outputs;
import io.postern.directive.Severity;
import io.postern.directive.Zones;
import io.postern.lang.FileName;
import io.postern.session.Listen;
import io.postern.settings.Configuration;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashSet;
import java.util.Set;

/** What {@code -t} tries after the configuration is read: the pid file, the logs, the addresses. Nothing is kept. */
final class Trial {
    /** sizeof(sockaddr_un.sun_path) on Linux, without the NUL. */
    private static final int LONGEST_PATH = 107;

    private Trial() {}

    /** Has the JDK load what it needs for addresses and sockets: a tenth of a test of a small file. */
    static void load() {
        InetAddress.getLoopbackAddress();
        try {
            ServerSocketChannel.open(StandardProtocolFamily.INET).close();
        } catch (IOException e) {
            // the trial itself will say so
        }
    }

    static void run(Configuration configuration, Cycle cycle) {
        pid(configuration.get(MainSettings.class).pid().path());
        Folders.check(Resources.of(cycle).folders());
        Descriptors held = new Descriptors(cycle.launch().errorLog().equals("stderr") ? 3 : 4);
        logs(configuration.root(), cycle, held);
        for (Zones.Zone zone : Zones.of(cycle).all()) {
            if (zone.size() == 0) {
                throw Complaint.plain("zero size shared memory zone \"" + zone.name() + '"');
            }
            map(zone.size(), cycle);
        }
        cycle.opened();
        for (Directive block : configuration.root().directives()) {
            switch (block.name()) {
                case "mail" -> {
                    for (Listen listen : Sockets.of(configuration.servers())) {
                        bind(listen, held);
                    }
                }
                case "http", "stream" -> {
                    for (Socket s : Resources.of(cycle).sockets(block.name().equals("stream"))) {
                        refuseMultipath(s.multipath(), s.address(), s.text());
                        bind(s.address(), s.text(), s.datagram(), held);
                    }
                }
                default -> {}
            }
        }
    }

    /** ngx_shm_alloc, and ngx_shm_free of what was not allocated. */
    private static void map(long size, Cycle cycle) {
        if (!Memory.has(size)) {
            String call = "mmap(MAP_ANON|MAP_SHARED, " + size + ") failed" + Errno.form(Errno.ENOMEM);
            cycle.report(new Finding(Severity.ALERT, call, null, false, null, Finding.Effect.IGNORED));
            throw Complaint.plain("munmap(FFFFFFFFFFFFFFFF, " + size + ") failed" + Errno.form(Errno.EINVAL))
                    .as(Severity.ALERT);
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

    private static void log(String path, Descriptors held) {
        held.take("open() \"" + path + '"');
        try {
            FileName.append(path).close();
        } catch (IOException e) {
            throw unopened(path, e);
        }
    }

    private static Complaint unopened(String path, IOException e) {
        return Complaint.plain("open() \"" + path + "\" failed" + Errno.form(Errno.of(e)));
    }

    /** The logs; the one that nobody names is opened too, unless the main block has another. */
    private static void logs(Block root, Cycle cycle, Descriptors held) {
        Set<String> files = new LinkedHashSet<>(Outputs.of(cycle).files());
        boolean own = false;
        for (Directive log : root.all("error_log")) {
            String target = log.arguments().get(0);
            own |= !target.startsWith("syslog:") && !target.startsWith("memory:");
        }
        if (!own && !cycle.launch().errorLog().equals("stderr")) {
            files.add(cycle.launch().errorLog());
        }
        for (String file : files) {
            log(file, held);
        }
    }

    private static void bind(Listen listen, Descriptors held) {
        SocketAddress address = listen.listening().address();
        refuseMultipath(listen.multipath(), address, listen.text());
        // the JDK binds such an address as the IPv4 one that it stands for
        if (listen.listening().ipv6only() && listen.text().startsWith("[::ffff:")) {
            throw Complaint.plain("bind() to " + listen.text() + " failed" + Errno.form(Errno.EINVAL));
        }
        bind(address, listen.text(), false, held);
    }

    /** There is no MPTCP on a unix socket. */
    private static void refuseMultipath(boolean multipath, SocketAddress address, String text) {
        if (multipath && address instanceof UnixDomainSocketAddress) {
            throw Complaint.plain("socket() " + text + " failed" + Errno.form(Errno.EPROTONOSUPPORT));
        }
    }

    /** Binds and lets go again; an address that is in use is no fault: it may be ours. */
    private static void bind(SocketAddress address, String text, boolean datagram, Descriptors held) {
        held.take("socket() " + text);
        try {
            if (datagram) {
                bindDatagram(address);
            } else {
                bindStream(address);
            }
        } catch (IOException e) {
            int errno = Errno.of(e);
            if (errno != Errno.EADDRINUSE) {
                throw Complaint.plain("bind() to " + text + " failed" + Errno.form(errno));
            }
            held.giveBack();
        }
    }

    private static void bindDatagram(SocketAddress address) throws IOException {
        if (address instanceof InetSocketAddress) {
            try (DatagramChannel socket = DatagramChannel.open(family(address))) {
                socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                socket.bind(address);
            }
        }
    }

    private static void bindStream(SocketAddress address) throws IOException {
        try (ServerSocketChannel socket = ServerSocketChannel.open(family(address))) {
            if (address instanceof InetSocketAddress) {
                socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            if (address instanceof UnixDomainSocketAddress unix) {
                Path path = unix.getPath();
                if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    return; // in use, or as good as
                }
                path = forTheJdk(path);
                socket.bind(UnixDomainSocketAddress.of(path), 1);
                Files.deleteIfExists(path);
            } else {
                socket.bind(address, 1);
            }
        }
    }

    /** The JDK refuses the system's longest names: in their place the same name without its last character is tried. */
    private static Path forTheJdk(Path path) {
        String name = FileName.bytes(path);
        return name.length() < LONGEST_PATH ? path : FileName.path(shorter(name));
    }

    /** Without the last character, of which UTF-8 may have several bytes. */
    private static String shorter(String name) {
        int end = name.length() - 1;
        while ((name.charAt(end) & 0xc0) == 0x80) {
            end--;
        }
        return name.substring(0, end);
    }

    private static StandardProtocolFamily family(SocketAddress address) {
        if (address instanceof InetSocketAddress) {
            return isIpv6(address) ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        }
        return StandardProtocolFamily.UNIX;
    }

    private static boolean isIpv6(SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet6Address;
    }
}
