package io.postern.demo;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sends a mail through Postern by SMTP and reads it back by IMAP and POP3, with GreenMail behind it. */
public final class Demo {
    /** Where the auth endpoint of nginx.conf sends logins. */
    private static final ServerSetup[] BACKEND = {
        new ServerSetup(14026, "127.0.0.1", "smtp"),
        new ServerSetup(14144, "127.0.0.1", "imap"),
        new ServerSetup(14111, "127.0.0.1", "pop3")
    };

    private static final int IMAP = 14143;
    private static final int POP3 = 14110;
    private static final int SMTP = 14025;

    private final PrintStream show;
    private final boolean colour;

    private Demo(PrintStream show, boolean colour) {
        this.show = show;
        this.colour = colour;
    }

    /** {@code Demo FOLDER [--stay]}: the folder holds the demo's nginx.conf and bin stands two above. */
    public static void main(String[] args) throws Exception {
        boolean colour = System.getenv("NO_COLOR") == null;
        try {
            new Demo(System.out, colour).run(Path.of(args[0]), List.of(args).contains("--stay"));
        } catch (IOException | IllegalStateException e) {
            System.err.println("demo: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run(Path home, boolean stay) throws Exception {
        GreenMail backend = new GreenMail(BACKEND);
        backend.start();
        backend.setUser("joe@example.com", "joe", "secret");
        title("The back end is up; starting Postern on testdata/demo/nginx.conf");
        Path prefix = Files.createTempDirectory("postern-demo");
        Files.createDirectory(prefix.resolve("logs"));
        Process postern = new ProcessBuilder(
                        home.resolve("bin/postern").toString(),
                        "-p",
                        prefix + "/",
                        "-c",
                        home.resolve("testdata/demo/nginx.conf").toString())
                .inheritIO()
                .start();
        try {
            await(postern, prefix.resolve("logs/postern.pid"));
            talk();
            title("What Postern logged");
            for (String line : Files.readAllLines(prefix.resolve("logs/error.log"), StandardCharsets.ISO_8859_1)) {
                show.println("    " + line);
            }
            if (stay) {
                stay(postern);
            }
        } finally {
            postern.destroy();
            postern.waitFor(10, TimeUnit.SECONDS);
            backend.stop();
        }
        title("Done");
    }

    /** It has its pid file once it listens; a port that answers may be somebody else's. */
    private static void await(Process postern, Path pidFile) throws Exception {
        for (int i = 0; !Files.exists(pidFile); i++) {
            if (!postern.isAlive() || i == 1200) {
                throw new IOException("Postern has not started");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private void talk() throws IOException {
        title("SMTP through 127.0.0.1:" + SMTP);
        try (ShownClient smtp = new ShownClient(SMTP, show, colour)) {
            smtp.hear(Demo::endOfReply, "220");
            for (String line : List.of(
                    "EHLO client.example.org",
                    "AUTH PLAIN AGpvZQBzZWNyZXQ=",
                    "MAIL FROM:<joe@example.com>",
                    "RCPT TO:<joe@example.com>")) {
                smtp.say(line);
                smtp.hear(Demo::endOfReply, "2");
            }
            smtp.say("DATA");
            smtp.hear(Demo::endOfReply, "354");
            smtp.say(
                    "From: joe@example.com",
                    "To: joe@example.com",
                    "Subject: through the postern",
                    "",
                    "Hello, Joe.",
                    ".");
            smtp.hear(Demo::endOfReply, "250");
            smtp.say("QUIT");
            smtp.hear(Demo::endOfReply, "221");
        }
        title("IMAP through 127.0.0.1:" + IMAP);
        try (ShownClient imap = new ShownClient(IMAP, show, colour)) {
            imap.hear(line -> true, "* OK");
            for (String line : List.of("LOGIN joe secret", "SELECT INBOX", "FETCH 1 BODY[]", "LOGOUT")) {
                imap.say("a " + line);
                imap.hear(reply -> reply.startsWith("a "), "a OK");
            }
        }
        title("POP3 through 127.0.0.1:" + POP3);
        try (ShownClient pop3 = new ShownClient(POP3, show, colour)) {
            pop3.hear(line -> true, "+OK");
            for (String line : List.of("USER joe", "PASS secret", "STAT")) {
                pop3.say(line);
                pop3.hear(reply -> true, "+OK");
            }
            pop3.say("RETR 1");
            pop3.hear("."::equals, ".");
            pop3.say("QUIT");
            pop3.hear(reply -> true, "+OK");
        }
    }

    private static boolean endOfReply(String line) {
        return line.length() < 4 || line.charAt(3) != '-';
    }

    private void stay(Process postern) throws InterruptedException {
        title("Staying. Joe's password is secret; try these, and end with Ctrl-C");
        show.println("    curl -v imap://127.0.0.1:" + IMAP + "/INBOX -u joe:secret -X 'FETCH 1 BODY[]'");
        show.println("    curl -v pop3://127.0.0.1:" + POP3 + "/1 -u joe:secret");
        show.println("    curl -v smtp://127.0.0.1:" + SMTP
                + " -u joe:secret --mail-from joe@example.com --mail-rcpt joe@example.com -T README.md");
        Runtime.getRuntime().addShutdownHook(new Thread(postern::destroy));
        postern.waitFor();
    }

    private void title(String text) {
        show.println(colour ? "\u001b[1m" + text + "\u001b[0m" : text);
    }
}
