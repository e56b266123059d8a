package io.postern.auth;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.postern.directive.IpText;
import io.postern.log.Level;
import io.postern.log.Log;
import io.postern.session.BackendTalk;
import io.postern.session.Client;
import io.postern.session.ClientTalk;
import io.postern.session.CommandBuffer;
import io.postern.session.Facts;
import io.postern.session.Protocol;
import io.postern.session.ProxySource;
import io.postern.tls.TlsFacts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A client without a connection: its facts, and every line logged about it. */
final class TestClient implements Client, Log {
    final Facts facts = new Facts();
    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<String> actions = new CopyOnWriteArrayList<>();
    private final String protocol;
    private final EventLoop loop;
    String address = "192.0.2.1";

    @Nullable
    ProxySource proxySource;

    @Nullable
    TlsFacts tls;

    TestClient(String protocol) {
        this(protocol, new EmbeddedChannel().eventLoop());
    }

    TestClient(String protocol, EventLoop loop) {
        this.protocol = protocol;
        this.loop = loop;
        facts.login = "user";
        facts.passwd = "pass";
        facts.loginAttempt = 1;
    }

    @Override
    public Facts facts() {
        return facts;
    }

    @Override
    public Protocol protocol() {
        return new Named(protocol);
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public Log log() {
        return this;
    }

    @Override
    public void failed(Throwable why) {
        lines.add("failed: " + why);
    }

    @Override
    public void action(String doing) {
        actions.add(doing);
    }

    @Override
    public SocketAddress remote() {
        return new InetSocketAddress(Objects.requireNonNull(IpText.parse(address)), 40000);
    }

    @Override
    public String remoteText() {
        return address;
    }

    @Override
    public SocketAddress local() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 25);
    }

    @Override
    public @Nullable ProxySource proxySource() {
        return proxySource;
    }

    @Override
    public @Nullable TlsFacts tls() {
        return tls;
    }

    @Override
    public boolean takes(Level level) {
        return true;
    }

    @Override
    public void write(Level level, String text) {
        lines.add(level + " " + text);
    }

    @Override
    public void write(Level level, int errno, String text) {
        lines.add(level + " " + text + " (" + errno + ")");
    }

    /** A protocol of which only the name matters. */
    private record Named(String name) implements Protocol {
        @Override
        public String alpn() {
            return name;
        }

        @Override
        public int clientBuffer() {
            return 4096;
        }

        @Override
        public String internalServerError() {
            return "";
        }

        @Override
        public String certificateError() {
            return "";
        }

        @Override
        public String noCertificate() {
            return "";
        }

        @Override
        public ClientTalk client(Facts facts, CommandBuffer buffer, Log log) {
            throw new UnsupportedOperationException();
        }

        @Override
        public BackendTalk backend(Facts facts) {
            throw new UnsupportedOperationException();
        }
    }
}
