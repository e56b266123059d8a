package io.postern.side;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.postern.side.Program.Running;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What each directive of TLS does to a handshake (tls_effects.txt), seen by openssl s_client: the same with nginx and with Postern. */
class TlsEffectsIT {
    private static final Pattern SUITE = Pattern.compile("New, (\\S+), Cipher is (\\S+)");
    private static final Pattern ALERT = Pattern.compile("(alert [a-z ]+):.*SSL alert number (\\d+)");
    private static final Pattern SUBJECT = Pattern.compile("(?m)^subject=CN = (\\S+)");
    private static final Pattern GROUP = Pattern.compile("Server Temp Key: (?:ECDH, )?([\\w-]+)");
    private static final Pattern DIGEST = Pattern.compile("Peer signing digest: (\\S+)\nPeer signature type: (\\S+)");
    private static final String TICKET = "Post-Handshake New Session Ticket arrived";
    private static final String OTHERWISE = "~ ";

    private static final String CERTIFICATES = """
            set -e
            openssl ecparam -name prime256v1 -out p256.pem
            for name in rsa other; do
                openssl req -x509 -newkey rsa:2048 -nodes -keyout $name.key -out $name.crt -days 30 -subj /CN=$name
            done
            openssl req -x509 -newkey ec:p256.pem -nodes -keyout ec.key -out ec.crt -days 30 -subj /CN=ec
            openssl req -x509 -newkey rsa:3072 -nodes -keyout long.key -out long.crt -days 30 -subj /CN=long
            cat rsa.crt other.crt >chain.crt
            openssl rsa -aes128 -in rsa.key -passout pass:secret -out locked.key
            cat ec.crt rsa.crt >ecchain.crt
            openssl ec -aes256 -in ec.key -passout pass:other -out lockedec.key
            printf 'wrong\\nsecret\\nother\\n' >words
            openssl req -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.csr -subj /CN=leaf
            openssl x509 -req -in leaf.csr -CA rsa.crt -CAkey rsa.key -CAcreateserial -days 9 -out leaf.crt
            cat leaf.crt rsa.crt >leafchain.crt
            mkdir hashed
            cp other.crt hashed/$(openssl x509 -hash -noout -in other.crt).0
            cp rsa.crt hashed/00000000.0
            cp ec.crt hashed/$(openssl x509 -hash -noout -in ec.crt).1
            openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 -out dh.pem
            """;

    /** A server block and the handshakes to be tried: options of s_client, what nginx gives and what we give. */
    private record Block(String directives, List<List<String>> handshakes) {}

    @TempDir
    static Path root;

    private static List<Block> blocks;

    @BeforeAll
    static void makeCertificates() throws Exception {
        Assumptions.assumeTrue(TlsIT.installed(root, "openssl"), "needs the command openssl");
        // nginx looks into folders of authorities when it needs one, as nobody
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        TlsIT.run(root, List.of("sh", "-c", CERTIFICATES));
        blocks = new ArrayList<>();
        for (String line : TlsIT.read("tls_effects.txt").lines().toList()) {
            if (line.startsWith("ssl_")) {
                blocks.add(new Block(line, new ArrayList<>()));
            } else if (line.startsWith("-")) {
                blocks.get(blocks.size() - 1).handshakes.add(new ArrayList<>(List.of(line.split(" => ", 2))));
            } else if (line.startsWith(OTHERWISE)) {
                List<List<String>> handshakes = blocks.get(blocks.size() - 1).handshakes;
                handshakes.get(handshakes.size() - 1).add(line.substring(OTHERWISE.length()));
            }
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void directives_haveTheirEffect() throws Exception {
        assertEquals(expected(true), seen(Program.postern()));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void nginxHere_doesTheSame() throws Exception {
        Optional<Program> nginx = Program.nginx();
        Assumptions.assumeTrue(nginx.isPresent(), "needs nginx with mail (POSTERN_NGINX)");
        assertEquals(expected(false), seen(nginx.get()));
    }

    private static String expected(boolean ours) {
        StringBuilder text = new StringBuilder();
        for (Block block : blocks) {
            text.append(block.directives).append('\n');
            for (List<String> handshake : block.handshakes) {
                String result = handshake.get(ours ? handshake.size() - 1 : Math.min(1, handshake.size() - 1));
                text.append(handshake.get(0)).append(" => ").append(result).append('\n');
            }
        }
        return text.toString();
    }

    @SuppressWarnings("try") // it runs; nobody needs to name it
    private static String seen(Program program) throws Exception {
        StringBuilder conf = new StringBuilder("""
                daemon off;
                pid logs/nginx.pid;
                error_log logs/error.log info;
                events { worker_connections 512; }
                mail {

                    server_name mail.example.org;
                    auth_http 127.0.0.1:1;
                    ssl_protocols TLSv1.2 TLSv1.3;
                """);
        List<Integer> ports = new ArrayList<>();
        for (Block block : blocks) {
            ports.add(Ports.free());
            String files = block.directives.replaceAll(
                    "\\b([a-z]+\\.(?:crt|key|pem)|words|hashed)\\b", Matcher.quoteReplacement(root.toString()) + "/$1");
            conf.append("server { listen 127.0.0.1:%d ssl; protocol imap; %s }\n"
                    .formatted(ports.get(ports.size() - 1), files));
        }
        try (Running running = program.start(
                Files.createTempDirectory(root, program.isNginx() ? "nginx" : "postern"), conf + "}\n", ports)) {
            assertTrue(running.process().isAlive());
            return IntStream.range(0, blocks.size())
                    .parallel()
                    .mapToObj(i -> seen(blocks.get(i), ports.get(i)))
                    .collect(Collectors.joining());
        }
    }

    private static String seen(Block block, int port) {
        StringBuilder text = new StringBuilder(block.directives + "\n");
        for (List<String> handshake : block.handshakes) {
            String options = handshake.get(0);
            try {
                text.append(options + " => " + facts(options, said(port, options)) + "\n");
            } catch (Exception e) {
                throw new AssertionError(options, e);
            }
        }
        return text.toString();
    }

    /** Both streams of an s_client that says goodbye to the IMAP server when it has been greeted. */
    private static String said(int port, String options) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port));
        command.addAll(List.of("-servername", "mail.example.org", "-ign_eof"));
        if (options.contains("-noservername")) {
            command.subList(4, 6).clear();
        }
        command.addAll(List.of(options.split(" ")));
        Process process = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .start();
        StringBuilder said = new StringBuilder();
        boolean greeted = false;
        try (Reader out = process.inputReader(StandardCharsets.ISO_8859_1);
                OutputStream in = process.getOutputStream()) {
            for (int c = out.read(); c >= 0; c = out.read()) {
                said.append((char) c);
                // a command right behind the handshake might lie where nobody looks, in nginx as here
                if (!greeted && said.indexOf("* OK ") >= 0) {
                    greeted = true;
                    in.write("a LOGOUT\r\n".getBytes(StandardCharsets.ISO_8859_1));
                    in.flush();
                }
            }
        }
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), said::toString);
        return said.toString();
    }

    private static String facts(String options, String said) {
        Matcher suite = SUITE.matcher(said);
        if (!suite.find() || suite.group(2).equals("(NONE)")) {
            Matcher alert = ALERT.matcher(said);
            return alert.find() ? alert.group(1) + " " + alert.group(2) : "no handshake";
        }
        StringBuilder facts = new StringBuilder(suite.group(1) + " " + suite.group(2));
        Matcher group = GROUP.matcher(said);
        facts.append(group.find() ? " " + group.group(1) : "");
        Matcher digest = DIGEST.matcher(said);
        facts.append(digest.find() ? " " + digest.group(1) + "/" + digest.group(2) : "");
        Matcher subject = SUBJECT.matcher(said);
        facts.append(subject.find() ? " " + subject.group(1) : "");
        facts.append(said.contains("\n 1 s:") ? " with a chain" : "");
        if (suite.group(1).equals("TLSv1.3")) {
            facts.append(" tickets ").append(count(said, TICKET));
        }
        if (options.contains("-reconnect")) {
            facts.append(" resumed ").append(count(said, "\nReused, "));
        }
        int authorities = said.indexOf("Acceptable client certificate CA names");
        facts.append(
                authorities < 0
                        ? ""
                        : " asks for "
                                + said.substring(authorities).lines().toList().get(1));
        facts.append(said.contains("SSL certificate") ? " refused" : "");
        return facts + (said.contains("* BYE") ? "" : ", no goodbye");
    }

    private static int count(String text, String what) {
        return text.split(Pattern.quote(what), -1).length - 1;
    }
}
