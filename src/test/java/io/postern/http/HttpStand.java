package io.postern.http;

import io.netty.channel.IoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.postern.carried.Carried;
import io.postern.directive.Cycle;
import io.postern.directive.DiskFiles;
import io.postern.directive.Finding;
import io.postern.directive.Launch;
import io.postern.http.match.Http;
import io.postern.http.model.Server;
import io.postern.http.proxy.Names;
import io.postern.http.proxy.ProxyPass;
import io.postern.http.serve.AccessLogs;
import io.postern.http.serve.HttpAcceptor;
import io.postern.http.serve.RequestLogs;
import io.postern.http.serve.Service;
import io.postern.log.ErrorLog;
import io.postern.log.LogFiles;
import io.postern.log.LogSpec;
import io.postern.log.Logs;
import io.postern.log.Stderr;
import io.postern.net.Acceptor;
import io.postern.net.Listeners;
import io.postern.net.Listening;
import io.postern.net.Slots;
import io.postern.net.Transport;
import io.postern.session.Census;
import io.postern.session.Sessions;
import io.postern.settings.Configuration;
import io.postern.settings.ConfigurationReader;
import io.postern.tls.Encryption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Serves the http{} of a configuration in this process, for tests of this room alone. */
final class HttpStand implements AutoCloseable {
    private final IoEventLoopGroup loops;
    private final Listeners listeners;

    private HttpStand(IoEventLoopGroup loops, Listeners listeners) {
        this.loops = loops;
        this.listeners = listeners;
    }

    /** Reads a configuration; its findings are in it. */
    static Configuration read(Path folder, String text) throws IOException {
        return read(folder, text, advice -> {});
    }

    /** The same; what nginx would not say of it is handed on. */
    static Configuration read(Path folder, String text, Consumer<Finding> advice) throws IOException {
        Files.createDirectories(folder.resolve("logs"));
        Path file = folder.resolve("nginx.conf");
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
        Launch launch = new Launch(file.toString(), folder + "/", "stderr", "", false, true);
        Cycle cycle = new Cycle(launch);
        Configuration read = new ConfigurationReader(
                        List.of(new HttpModule("test.host")), new Carried(cycle), new DiskFiles())
                .read(cycle);
        cycle.advice().forEach(advice);
        return read;
    }

    static HttpStand start(Path folder, String text) throws Exception {
        return start(folder, text, null);
    }

    /** @param names who is asked for hosts that only a request names; null for nobody */
    static HttpStand start(Path folder, String text, @Nullable Names names) throws Exception {
        Configuration read = read(folder, text);
        if (!read.usable()) {
            throw new IllegalArgumentException(read.findings().toString());
        }
        Http http = Objects.requireNonNull(read.get(HttpSettings.class).http(), "nothing is served");
        Transport transport = Transport.of("");
        IoEventLoopGroup loops = transport.loops(1, new DefaultThreadFactory("http-stand"));
        Listeners listeners = new Listeners(transport, loops);
        LogFiles files = new LogFiles();
        Stderr stderr = new Stderr();
        Logs logs = new Logs(files, stderr, ErrorLog.boot("", stderr));
        Path log = folder.resolve("logs/error.log");
        ErrorLog main =
                logs.main(List.of(new LogSpec(new LogSpec.ToFile(log.toString()), io.postern.log.Level.INFO)), "");
        files.open();
        Map<Listening, Acceptor> wanted = new LinkedHashMap<>();
        Service service = new TestService(folder, main, new ProxyPass(transport, names), new Census());
        for (Http.Group g : http.groups()) {
            wanted.put(Listening.on(g.listen().address()), new HttpAcceptor(http, g, service));
        }
        listeners.prepare(wanted, main).commit(main);
        return new HttpStand(loops, listeners);
    }

    @Override
    public void close() {
        listeners.leave();
        loops.shutdownGracefully(0, 0, java.util.concurrent.TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private record TestService(Path folder, ErrorLog log, ProxyPass proxyPass, Tally tally, Sessions sessions)
            implements Service {
        TestService(Path folder, ErrorLog log, ProxyPass proxyPass, Census census) {
            this(folder, log, proxyPass, new io.postern.http.serve.PlainTally(census), new Sessions(census));
        }

        @Override
        public RequestLogs errorLogs(List<LogSpec> specs) {
            return log::connection;
        }

        @Override
        public AccessLogs accessLogs() {
            return new AccessLogs((target, line) -> {
                try {
                    Files.write(folder.resolve(target), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
        }

        @Override
        public @Nullable Encryption encryption(Server server) {
            return null;
        }

        @Override
        public Slots slots() {
            return new Slots(Integer.MAX_VALUE, 500);
        }

        @Override
        public String hostname() {
            return "test.host";
        }

        @Override
        public long pid() {
            return ProcessHandle.current().pid();
        }
    }
}
