package io.postern.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What USR2 starts: new binaries that are broken, and what the environment of a new one is; beside the real nginx. */
class NewBinaryIT extends Checklist {
    /** A program of its own, which can be exchanged. */
    private Path copy(String name) throws Exception {
        Path folder = Files.createDirectories(dir.resolve(name + "-program/bin"));
        Path launcher = folder.resolve("program");
        Files.copy(name.equals("real") ? which(nginx().command().get(0)) : Path.of("bin/postern"), launcher);
        Files.createSymbolicLink(
                dir.resolve(name + "-program/target"), Path.of("target").toAbsolutePath());
        executable(launcher);
        return launcher;
    }

    private static Path which(String program) {
        if (program.contains("/")) {
            return Path.of(program);
        }
        for (String folder : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return Path.of(folder, program);
            }
        }
        return Path.of("/usr/sbin", program);
    }

    private static void executable(Path file) throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private interface Change {
        void go(Notebook notebook, Path program) throws Exception;
    }

    private String seen(Change change, String name, String... before) throws Exception {
        Path program = copy(name);
        List<String> command = new ArrayList<>(List.of(before));
        command.add(program.toString());
        return seen(
                n -> {
                    n.hide(program.toString(), "PROGRAM");
                    change.go(n, program);
                },
                name,
                command.toArray(String[]::new));
    }

    private static void broken(Notebook n, Path program) throws Exception {
        int pid = n.start();
        Path whole = program.resolveSibling("whole");
        Files.move(program, whole);
        int tries = 0;
        for (String text : List.of("#!/bin/sh\nexit 3\n", "\0nonsense", "")) {
            if (!text.isEmpty()) {
                Files.writeString(program, text);
                executable(program);
            }
            n.signal("USR2", pid);
            int before = ++tries;
            n.site.until(
                    "the end of try " + before,
                    () -> n.count("exited with code 3") + n.count("execve() failed") == before);
            n.site.until("the old name is back", () -> n.site.pid() == pid);
            n.files();
            n.serves();
            Files.deleteIfExists(program);
        }
        Files.move(whole, program);
        Site.signal("HUP", pid);
        n.site.untilLogged("reconfiguring");
        n.site.untilLogged(": exit");
        n.serves();
        n.end("QUIT", pid);
        n.log("logs/error.log");
        n.log("logs/boot.log");
    }

    /** In nginx a process is made first, which then finds that it cannot become the program. */
    private static String levelled(String seen) {
        return seen.lines()
                .filter(line ->
                        !line.matches(".*(start new binary process|new binary process .* exited with code 1).*"))
                .reduce("", (all, line) -> all + line + "\n");
    }

    @Test
    void brokenBinary_isGivenUp_andTheOldOneGoesOn() throws Exception {
        String real = seen(NewBinaryIT::broken, "real");
        assertEquals(levelled(real), levelled(seen(NewBinaryIT::broken, "ours")));
    }

    /** A version that is installed beside the one that runs, and a link that is moved there. */
    private static void linked(Notebook n, Path link, Path next, Path told) throws Exception {
        int old = n.start();
        Files.delete(link);
        Files.createSymbolicLink(link, next);
        int fresh = n.upgraded(old);
        n.note(Files.readString(told));
        n.serves();
        n.end("QUIT", old);
        n.serves();
        n.files();
        n.end("QUIT", fresh);
    }

    /** A link to the program's folder, or to the program itself. */
    private String linked(String name, boolean folder) throws Exception {
        Path first = copy(name);
        Path later = Files.createDirectories(dir.resolve(name + "-later/bin"));
        Path next = later.resolve("program");
        Path told = dir.resolve(name + "-told");
        Files.writeString(next, "#!/bin/sh\necho later >" + told + "\nexec " + first + " \"$@\"\n");
        executable(next);
        Path link = dir.resolve(name + "-link");
        Files.createSymbolicLink(link, folder ? first.getParent() : first);
        Path to = folder ? later : next;
        String command = folder ? link.resolve("program").toString() : link.toString();
        return seen(n -> linked(n, link, to, told), name, command);
    }

    private static final String LINKED = """
            run []: 0\s
            later

            serves
            serves
            logs/boot.log 100644
            logs/error.log 100644
            logs/nginx.pid 100644
            nginx.conf 100644""";

    @Test
    void movedLink_ofTheFolder_leadsToTheNewVersion() throws Exception {
        assertEquals(LINKED, linked("ours", true));
    }

    @Test
    void movedLink_ofTheProgram_leadsToTheNewVersion() throws Exception {
        assertEquals(LINKED, linked("ours", false));
    }

    @Test
    void movedLinks_asInNginx() throws Exception {
        assertEquals(LINKED, linked("real", true));
    }

    /** A new binary that writes down what it was given. */
    private static void environment(Notebook n, Path program) throws Exception {
        n.conf("env GIVEN=a=b; env KEPT; env MISSING;", "");
        int pid = n.start();
        Files.delete(program);
        Path told = program.resolveSibling("told");
        Files.writeString(program, "#!/bin/sh\nenv >" + told + "\nexit 3\n");
        executable(program);
        n.signal("USR2", pid);
        n.site.untilLogged("exited with code 3");
        Files.readAllLines(told).stream()
                .filter(line -> line.matches("(GIVEN|KEPT|MISSING|DROPPED|NGINX)=.*"))
                .map(line -> line.replaceFirst("=[0-9;]+;$", "=N"))
                .sorted()
                .forEach(n::note);
        n.end("QUIT", pid);
    }

    private static final String ENVIRONMENT = """
            run []: 0\s
            GIVEN=a=b
            KEPT=1
            NGINX=N""";

    @Test
    void environment_isWhatEnvSays() throws Exception {
        assertEquals(ENVIRONMENT, seen(NewBinaryIT::environment, "ours", "env", "KEPT=1", "DROPPED=2"));
    }

    @Test
    void environment_asInNginx() throws Exception {
        assertEquals(ENVIRONMENT, seen(NewBinaryIT::environment, "real", "env", "KEPT=1", "DROPPED=2"));
    }
}
