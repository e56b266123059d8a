package io.postern.side;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A mail proxy that takes an nginx.conf: the real one or ours.
 *
 * @param command what starts it, without switches
 * @param version of nginx that it is or copies, {@code 1.31.5}
 * @param preamble what its configuration must begin with, such as a module to load
 */
public record Program(String name, List<String> command, String version, String preamble) {
    private static final Pattern PID = Pattern.compile("(?m)^\\s*pid\\s+([^;\\s]+);");

    private static final String COPIED = "1.31.5";
    private static final Pattern VERSION = Pattern.compile("nginx/(\\S+)");
    private static final Pattern MODULES = Pattern.compile("--modules-path=(\\S+)");

    /** Postern, from the classes of this very build. */
    public static Program postern() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Dio.netty.leakDetection.level=paranoid",
                "-cp",
                System.getProperty("java.class.path"),
                "io.postern.cli.Main");
        return new Program("postern", command, COPIED, "");
    }

    /** Postern as it is installed, in one archive: out of descriptors, classes that lie in a folder are not found. */
    public static Program packaged() {
        return new Program(
                "postern", List.of(Path.of("bin/postern").toAbsolutePath().toString()), COPIED, "");
    }

    /** This one, with an option more for its JVM. */
    public Program with(String option) {
        List<String> more = new ArrayList<>(command);
        more.add(1, option);
        return new Program(name, more, version, preamble);
    }

    /** The nginx that POSTERN_NGINX names, else the one on the PATH, if it can do mail. */
    public static Optional<Program> nginx() {
        String named = System.getenv("POSTERN_NGINX");
        return named != null && !named.isEmpty() ? nginx(named) : nginx("nginx");
    }

    /** That nginx, if it is there and can do mail. */
    public static Optional<Program> nginx(String path) {
        String told;
        try {
            Process asked =
                    new ProcessBuilder(path, "-V").redirectErrorStream(true).start();
            told = new String(asked.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            asked.waitFor();
        } catch (IOException missing) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        Matcher version = VERSION.matcher(told);
        if (!version.find()) {
            return Optional.empty();
        }
        String preamble = "";
        if (told.contains("--with-mail=dynamic")) {
            Matcher modules = MODULES.matcher(told);
            Path module = Path.of(modules.find() ? modules.group(1) : "", "ngx_mail_module.so");
            if (!Files.exists(module)) {
                return Optional.empty();
            }
            preamble = "load_module " + module + ";\n";
        } else if (!told.contains("--with-mail")) {
            return Optional.empty();
        }
        return Optional.of(new Program("nginx " + version.group(1), List.of(path), version.group(1), preamble));
    }

    /** Whether it is the real one. */
    boolean isNginx() {
        return !name.equals("postern");
    }

    /** Whether it was built to write lines at debug. */
    public boolean hasDebug() {
        try {
            Process asked = new ProcessBuilder(command.get(0), "-V")
                    .redirectErrorStream(true)
                    .start();
            return new String(asked.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
                    .contains("--with-debug");
        } catch (IOException missing) {
            return false;
        }
    }

    /** Whether it behaves as that version of nginx or a later one. */
    public boolean isAtLeast(String other) {
        String[] ours = version.split("\\.", -1);
        String[] theirs = other.split("\\.", -1);
        for (int i = 0; i < 3; i++) {
            int order = Integer.compare(Integer.parseInt(ours[i]), Integer.parseInt(theirs[i]));
            if (order != 0) {
                return order > 0;
            }
        }
        return true;
    }

    /** The same for ports of loopback. */
    public Running start(Path folder, String configuration, List<Integer> listening) throws IOException {
        return startAt(
                folder,
                configuration,
                listening.stream().map(port -> Place.port(port).address()).toList());
    }

    /** Starts it in the foreground with {@code folder} as prefix and waits until it takes connections. */
    Running startAt(Path folder, String configuration, List<SocketAddress> listening) throws IOException {
        Files.createDirectories(folder.resolve("logs"));
        Path file = folder.resolve("nginx.conf");
        Files.writeString(file, preamble + configuration, StandardCharsets.ISO_8859_1);
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of("-p", folder + "/", "-c", file.toString(), "-e", folder.resolve("logs/start.log") + ""));
        Path said = folder.resolve("logs/said.txt");
        Process process = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        Running running = new Running(this, process, folder);
        try {
            running.await(listening);
            Matcher pid = PID.matcher(configuration);
            if (pid.find()) {
                running.awaitFile(folder.resolve(pid.group(1)));
            }
        } catch (IOException | RuntimeException e) {
            running.close();
            throw new IOException(e.getMessage() + ": " + Files.readString(said), e);
        }
        return running;
    }

    /** A started program: ended by its own process, never by name. */
    public record Running(Program program, Process process, Path folder) implements AutoCloseable {
        private static final int PATIENCE = 600;
        private static final int FREEZING = 10_000;

        void await(List<SocketAddress> places) throws IOException {
            for (SocketAddress place : places) {
                for (int i = 0; !Wire.answers(place); i++) {
                    if (!process.isAlive() || i == PATIENCE) {
                        throw new IOException(program.name + " does not listen on " + place);
                    }
                    rest(50);
                }
            }
        }

        /** The file with its number is written when all listens are open, of which some may not be asked. */
        private void awaitFile(Path pid) throws IOException {
            for (int i = 0; !Files.exists(pid); i++) {
                if (!process.isAlive() || i == PATIENCE) {
                    throw new IOException(program.name + " writes no " + pid);
                }
                rest(50);
            }
        }

        private static void rest(long millis) {
            try {
                TimeUnit.MILLISECONDS.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Stops all its processes where they are, or lets them go on. */
        void freeze(boolean stop) throws IOException {
            List<Path> all = new ArrayList<>();
            all.add(Path.of("/proc", process.pid() + ""));
            process.descendants().forEach(child -> all.add(Path.of("/proc", child.pid() + "")));
            List<String> command = new ArrayList<>(List.of("kill", stop ? "-STOP" : "-CONT"));
            all.forEach(one -> command.add(one.getFileName().toString()));
            try {
                new ProcessBuilder(command).inheritIO().start().waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            for (int i = 0; stop && i < FREEZING && !stopped(all); i++) {
                rest(1);
            }
        }

        /** Sets how many descriptors all its processes may have, as {@code prlimit --nofile} takes it. */
        void descriptors(String limits) throws IOException {
            List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
            all.add(process.toHandle());
            for (ProcessHandle one : all) {
                List<String> command = List.of("prlimit", "--pid", one.pid() + "", "--nofile=" + limits);
                try {
                    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                        throw new IOException(command + " failed");
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        /** Whether no thread of these runs any more. */
        private static boolean stopped(List<Path> processes) throws IOException {
            for (Path one : processes) {
                try (Stream<Path> threads = Files.list(one.resolve("task"))) {
                    for (Path thread : threads.toList()) {
                        String stat = Files.readString(thread.resolve("stat"), StandardCharsets.ISO_8859_1);
                        if (!stat.substring(stat.lastIndexOf(')')).startsWith(") T")) {
                            return false;
                        }
                    }
                }
            }
            return true;
        }

        @Override
        public void close() {
            process.destroy();
            try {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
