package io.postern.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.ImmediateExecutor;
import io.postern.directive.Cycle;
import io.postern.directive.DiskFiles;
import io.postern.directive.Finding;
import io.postern.directive.Launch;
import io.postern.net.ChannelWire;
import io.postern.net.Wire;
import io.postern.settings.ConfigurationReader;
import io.postern.tls.directives.TlsModule;
import io.postern.tls.engine.Encryptions;
import io.postern.tls.model.TlsSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A client of Netty's and our guard, joined by a wire that cuts. */
final class TlsPair {
    static final String PAIR = "ssl_certificate rsa.crt; ssl_certificate_key rsa.key; ";
    static final String BY_THE_JDK = "ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256; ";

    final EmbeddedChannel server = new EmbeddedChannel();
    final EmbeddedChannel client = new EmbeddedChannel();
    final Encryption.Guard guard;
    final Wire wire;
    private @Nullable Throwable failure;
    private boolean told;
    final SslHandler ssl;
    private final int chunk;

    TlsPair(Encryption encryption, SslContext context, int chunk) {
        this.chunk = chunk;
        guard = encryption.guard();
        InetSocketAddress place = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        wire = guard.over(new ChannelWire(server, place, place), outcome -> {
            told = true;
            failure = outcome;
        });
        ssl = context.newHandler(client.alloc(), ImmediateExecutor.INSTANCE);
        client.pipeline().addFirst(ssl);
    }

    boolean succeeded() {
        return told && failure == null;
    }

    String failure() {
        return String.valueOf(Objects.requireNonNull(failure).getMessage());
    }

    /** What the client has said. */
    String heard() {
        StringBuilder text = new StringBuilder();
        byte[] part = new byte[1000];
        for (int n = wire.read(part, 0, part.length); n > 0; n = wire.read(part, 0, part.length)) {
            text.append(new String(part, 0, n, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    void pump() {
        boolean moved = true;
        while (moved) {
            moved = carry(client, server);
            moved |= carry(server, client);
        }
    }

    private boolean carry(EmbeddedChannel from, EmbeddedChannel to) {
        boolean moved = false;
        if (from.isOpen()) {
            from.flushOutbound();
        }
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            while (bytes.isReadable()) {
                moved = true;
                ByteBuf part = bytes.readRetainedSlice(Math.min(chunk, bytes.readableBytes()));
                try {
                    if (to.isOpen()) {
                        to.writeInbound(part);
                    } else {
                        part.release();
                    }
                } catch (Exception e) {
                    // a broken handshake; the test looks at the promise
                    moved = true;
                }
            }
            bytes.release();
        }
        return moved;
    }

    void close() {
        guard.quiet();
        wire.close();
        for (EmbeddedChannel channel : List.of(client, server)) {
            try {
                channel.finishAndReleaseAll();
            } catch (Exception e) {
                channel.releaseInbound();
                channel.releaseOutbound();
            }
        }
    }

    /** A client of the JDK's that trusts everybody. */
    static SslContextBuilder client(String version) {
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .endpointIdentificationAlgorithm(null)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .protocols(version);
    }

    /** What these directives make, whose files are in the folder. */
    static Encryption encryption(Path folder, String directives) throws Exception {
        Path file = folder.resolve("h.conf");
        Files.writeString(
                file,
                "events {}\nmail {\nserver { listen 127.0.0.1:1 ssl; protocol imap;\n" + directives + "\n}\n}\n",
                StandardCharsets.ISO_8859_1);
        Cycle cycle = new Cycle(new Launch(file.toString(), folder + "/", "stderr", "", true, true));
        var configuration = new ConfigurationReader(List.of(new TlsModule()), new DiskFiles()).read(cycle);
        assertEquals(List.of(), cycle.findings().stream().map(Finding::line).toList());
        return Objects.requireNonNull(
                new Encryptions().of(configuration.servers().get(0).get(TlsSettings.class), "imap"));
    }
}
