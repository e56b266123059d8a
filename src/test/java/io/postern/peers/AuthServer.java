package io.postern.peers;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An auth_http server as people write them: looks the user up and routes by protocol. */
final class AuthServer implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, String> passwords;
    private final Map<String, Integer> routes;

    /**
     * @param passwords by user
     * @param routes the back end's port by protocol, with the value of X-Route behind it if there is one
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
        String method = Objects.requireNonNullElse(asked.getFirst("Auth-Method"), "");
        if (method.equals("none") || (known != null && proves(method, known, asked))) {
            answer.set("Auth-Status", "OK");
            if (known != null && !method.equals("plain")) {
                answer.set("Auth-Pass", known);
            }
            answer.set("Auth-Server", "127.0.0.1");
            String route = asked.getFirst("Auth-Protocol") + Objects.requireNonNullElse(asked.getFirst("X-Route"), "");
            answer.set("Auth-Port", String.valueOf(routes.get(route)));
        } else {
            answer.set("Auth-Status", "Invalid login or password");
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    /** Whether the client has shown that it knows the password, without saying it (RFC 1939, RFC 2195). */
    private static boolean proves(String method, String password, Headers asked) {
        String salt = Objects.requireNonNullElse(asked.getFirst("Auth-Salt"), "");
        String shown =
                switch (method) {
                    case "apop" -> hex(digest(salt + password));
                    case "cram-md5" -> hex(hmac(password, salt));
                    default -> password;
                };
        return shown.equals(asked.getFirst("Auth-Pass"));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(String key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.ISO_8859_1), "HmacMD5"));
            return mac.doFinal(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
