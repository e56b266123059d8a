package io.postern.peers;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;

/** An auth_http server as people write them: looks the user up and routes by protocol. */
final class AuthServer implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, String> passwords;
    private final Map<String, Integer> routes;

    /**
     * @param passwords by user
     * @param routes the back end's port by protocol
     */
    AuthServer(Map<String, String> passwords, Map<String, Integer> routes) throws IOException {
        this.passwords = passwords;
        this.routes = routes;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/auth", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Headers asked = exchange.getRequestHeaders();
        Headers answer = exchange.getResponseHeaders();
        String user = Objects.requireNonNullElse(asked.getFirst("Auth-User"), "");
        String known = passwords.get(user);
        boolean anyone = "none".equals(asked.getFirst("Auth-Method"));
        if (anyone || (known != null && known.equals(asked.getFirst("Auth-Pass")))) {
            answer.set("Auth-Status", "OK");
            answer.set("Auth-Server", "127.0.0.1");
            answer.set("Auth-Port", String.valueOf(routes.get(asked.getFirst("Auth-Protocol"))));
        } else {
            answer.set("Auth-Status", "Invalid login or password");
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
