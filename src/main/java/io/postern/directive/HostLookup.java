package io.postern.directive;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.PointerByReference;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Host names in a configuration, asked of getaddrinfo(3) itself where that can be (ngx_inet_resolve_host).
 *
 * <p>The JDK's own look-up puts IPv4 first and does not ask for AI_ADDRCONFIG, so that {@code localhost} would not be the address
 * that nginx takes.
 */
public final class HostLookup {
    private HostLookup() {}

    /** All addresses in the system's order; empty where the name is not known. Blocks: for reading configurations only. */
    public static List<InetAddress> addresses(String host) {
        int nul = host.indexOf('\0');
        String name = nul < 0 ? host : host.substring(0, nul);
        return Platform.isLinux() ? ofLibc(name) : ofJdk(name);
    }

    private static List<InetAddress> ofJdk(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    private static List<InetAddress> ofLibc(String host) {
        AddrInfo hints = new AddrInfo();
        hints.flags = AddrInfo.AI_ADDRCONFIG;
        hints.socktype = AddrInfo.SOCK_STREAM;
        hints.write();
        byte[] name = (host + '\0').getBytes(StandardCharsets.ISO_8859_1);
        PointerByReference result = new PointerByReference();
        if (Libc.INSTANCE.getaddrinfo(name, null, hints.getPointer(), result) != 0) {
            return List.of();
        }
        List<InetAddress> found = new ArrayList<>();
        for (Pointer p = result.getValue(); p != null; ) {
            AddrInfo info = new AddrInfo(p);
            info.read();
            if (info.addr != null && info.family == AddrInfo.AF_INET) {
                found.add(IpText.address(info.addr.getByteArray(4, 4)));
            } else if (info.addr != null && info.family == AddrInfo.AF_INET6) {
                found.add(IpText.address(info.addr.getByteArray(8, 16)));
            }
            p = info.next;
        }
        Libc.INSTANCE.freeaddrinfo(result.getValue());
        return found;
    }

    /** The two calls of glibc and musl. */
    interface Libc extends Library {
        Libc INSTANCE = Native.load("c", Libc.class);

        int getaddrinfo(byte[] node, byte @Nullable [] service, Pointer hints, PointerByReference result);

        void freeaddrinfo(Pointer result);
    }

    /** struct addrinfo as Linux has it. */
    @Structure.FieldOrder({"flags", "family", "socktype", "protocol", "addrlen", "addr", "canonname", "next"})
    public static final class AddrInfo extends Structure {
        static final int AI_ADDRCONFIG = 0x20;
        static final int SOCK_STREAM = 1;
        static final int AF_INET = 2;
        static final int AF_INET6 = 10;

        public int flags;
        public int family;
        public int socktype;
        public int protocol;
        public int addrlen;
        public @Nullable Pointer addr;
        public @Nullable Pointer canonname;
        public @Nullable Pointer next;

        AddrInfo() {}

        AddrInfo(Pointer at) {
            super(at);
        }
    }
}
