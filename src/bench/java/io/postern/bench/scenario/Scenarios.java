package io.postern.bench.scenario;

import static io.postern.bench.contender.Setup.USUAL;
import static io.postern.bench.driver.MailClient.Dialect.IMAP;
import static io.postern.bench.driver.MailClient.Dialect.POP3;
import static io.postern.bench.driver.MailClient.Dialect.SMTP;
import static io.postern.bench.scenario.Login.Security.CLEAR;
import static io.postern.bench.scenario.Login.Security.FULL;
import static io.postern.bench.scenario.Login.Security.FULL_1_2;
import static io.postern.bench.scenario.Login.Security.RESUMED;

import io.postern.bench.contender.Certificate;
import io.postern.bench.contender.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is measured, in the order of the table. Those that need the same configuration stand together. */
public final class Scenarios {
    /** Descriptors that a process needs besides two for each session. */
    private static final int OTHER_DESCRIPTORS = 400;
    /** A scale below which nothing is measured, only tried. */
    private static final double BRIEF = 0.05;

    private final double scale;
    private final int most;
    private final List<Scenario> all = new ArrayList<>();
    private final Map<String, String> left = new LinkedHashMap<>();

    /** @param scale how much work, 1 is the full amount */
    public Scenarios(double scale) {
        this.scale = scale;
        most = (descriptors() - OTHER_DESCRIPTORS) / 2;
        plain();
        ring();
        encrypted();
        memory();
        growth();
        commands();
    }

    public List<Scenario> all() {
        return all;
    }

    /** What cannot be run on this machine, by name, and why. */
    public Map<String, String> left() {
        return left;
    }

    /** The first of each kind, in clear and with TLS. */
    public static List<Scenario> oneOfEach(List<Scenario> many) {
        Map<String, Scenario> first = new LinkedHashMap<>();
        for (Scenario scenario : many) {
            boolean stalled = scenario instanceof Memory memory && memory.stalled();
            first.putIfAbsent(scenario.kind() + stalled + scenario.name().startsWith("tls"), scenario);
        }
        return List.copyOf(first.values());
    }

    private void plain() {
        for (int loops = 1; loops <= 2; loops++) {
            add(new Login(IMAP, amount(10_000), 32, CLEAR, USUAL.loops(loops)));
            add(new Ping(32, amount(200_000), 0, false, USUAL.loops(loops)));
            add(new Bulk(true, 8, amount(2_000), false, USUAL.loops(loops)));
            add(new Bulk(false, 8, amount(2_000), false, USUAL.loops(loops)));
        }
        add(new Login(IMAP, amount(10_000), 32, CLEAR, USUAL.with("auth_http_keepalive 32")));
        add(new Login(POP3, amount(10_000), 32, CLEAR, USUAL));
        add(new Login(SMTP, amount(10_000), 32, CLEAR, USUAL));
        add(new Ping(1, amount(50_000), 0, false, USUAL));
        add(new Ping(256, amount(200_000), 0, false, USUAL));
        add(new Ping(32, amount(10_000), 2_000, false, USUAL));
        for (int buffer : new int[] {4, 16, 64}) {
            for (int sessions : new int[] {1, 8, 64}) {
                for (boolean down : new boolean[] {true, false}) {
                    if (buffer > 4 || sessions != 8) {
                        add(new Bulk(down, sessions, amount(2_000), false, USUAL.buffer(buffer)));
                    }
                }
            }
        }
        add(new WarmUp(size(1000)));
        add(new Reload(size(200), amount(10_000), 2_000, amount(5_000), 5));
    }

    /** The other way of learning of events that can be configured. */
    private void ring() {
        Setup setup = USUAL.use("io_uring");
        add(new Login(IMAP, amount(10_000), 32, CLEAR, setup));
        add(new Ping(32, amount(200_000), 0, false, setup));
        add(new Bulk(true, 8, amount(2_000), false, setup));
        add(new Login(IMAP, amount(2_500), 32, FULL, setup));
    }

    private void encrypted() {
        for (int loops = 1; loops <= 2; loops++) {
            add(new Login(IMAP, amount(2_500), 32, FULL, USUAL.loops(loops)));
            add(new Ping(32, amount(100_000), 0, true, USUAL.loops(loops)));
            add(new Bulk(true, 8, amount(1_000), true, USUAL.loops(loops)));
        }
        add(new Login(IMAP, amount(2_500), 32, FULL, USUAL.showing(Certificate.ECDSA)));
        add(new Login(IMAP, amount(5_000), 32, RESUMED, USUAL));
        add(new Login(IMAP, amount(2_500), 32, FULL_1_2, USUAL));
        add(new Ping(32, amount(10_000), 2_000, true, USUAL));
        add(new Bulk(false, 8, amount(1_000), true, USUAL));
        add(new Bulk(true, 8, amount(1_000), true, USUAL.buffer(64)));
        add(new Bulk(false, 8, amount(1_000), true, USUAL.buffer(64)));
    }

    private void memory() {
        for (boolean tls : new boolean[] {false, true}) {
            for (int sessions : new int[] {2_000, 10_000}) {
                int possible = Math.min(size(sessions), most);
                add(new Memory(false, possible, tls, USUAL.sessions(possible)));
            }
        }
        if (most < size(10_000)) {
            left.put("10000 idle sessions", "only " + most + ": " + descriptors() + " descriptors");
        }
        int stalled = Math.min(size(5_000), most);
        add(new Memory(true, stalled, false, USUAL.sessions(stalled)));
        add(new Memory(true, stalled, false, USUAL.sessions(stalled).buffer(64)));
    }

    private void growth() {
        for (int loops = 1; loops <= 2; loops++) {
            int largest = 0;
            for (int sessions : new int[] {100, 1_000, 2_500, 5_000, 10_000, 20_000, 50_000}) {
                int possible = Math.min(size(sessions), most);
                if (possible > largest) {
                    add(new Growth(possible, amount(100_000), USUAL.loops(loops).sessions(possible)));
                }
                if (possible < size(sessions)) {
                    left.put(
                            "growth, " + sessions + " sessions" + (loops == 1 ? "" : ", 2 loops"),
                            "no more than " + most + ": " + descriptors() + " descriptors");
                }
                largest = Math.max(largest, possible);
            }
        }
    }

    private void commands() {
        add(new Check(GeneratedConf.TYPICAL_SERVERS, false));
        for (int servers : new int[] {1, 10, 100, 1_000, 10_000}) {
            add(new Check(size(servers), true));
        }
        for (int servers : new int[] {1, 10, 100, 1_000, 10_000}) {
            add(new Start(Math.min(size(servers), 2 * most), true));
        }
    }

    private void add(Scenario scenario) {
        if (all.stream().noneMatch(other -> other.name().equals(scenario.name()))) {
            all.add(scenario);
        }
    }

    /** A number that a scenario is about: it is kept, except where everything is only to be tried briefly. */
    private int size(int full) {
        return scale >= BRIEF ? full : Math.max(Math.min(full, 10), (int) (full * scale));
    }

    private int amount(int full) {
        return Math.max(10, (int) (full * scale));
    }

    /** How many descriptors this process, and each that it starts, may have. */
    private static int descriptors() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
                String[] words = line.split("\\s+", -1);
                if (line.startsWith("Max open files")) {
                    return "unlimited".equals(words[3]) ? 1 << 20 : Integer.parseInt(words[3]);
                }
            }
        } catch (IOException e) {
            return 1024;
        }
        return 1024;
    }
}
