package io.postern.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Right and wrong command lines, none of which starts a server, and the files they speak of. */
final class CommandLines {
    private static final String GOOD =
            "events {}\nmail { auth_http 127.0.0.1:9/; server { listen 127.0.0.1:21501; protocol imap; } }\n";
    /** Pid files by name; no process has the numbers in them. */
    private static final Map<String, String> PIDS = Map.of(
            "garbage", "12x\n",
            "stale", "2147483646\n",
            "empty", "",
            "crlf", "2147483645\r\n\n",
            "negative", "-1\n",
            "long", "1".repeat(40) + "\n",
            "space", " 12\n",
            "huge", "99999999999\n",
            "plus", "+12\n",
            "nul", "12\0\n");

    private final List<List<String>> all = new ArrayList<>();
    private final String here;

    private CommandLines(Path site) {
        here = site + "/";
    }

    static List<List<String>> of(Path site) {
        CommandLines lines = new CommandLines(site);
        lines.flags();
        lines.confFiles();
        lines.prefixes();
        lines.errorLogs();
        lines.globals();
        lines.signals();
        lines.faults();
        return lines.all;
    }

    static void prepare(Path site) throws IOException {
        for (String name : List.of("conf", "logs", "folder")) {
            Files.createDirectories(site.resolve(name));
        }
        write(site, "good.conf", "pid " + site + "/own.pid;\n" + GOOD);
        write(site, "conf/nginx.conf", "pid " + site + "/own.pid;\n" + GOOD);
        write(site, "warn.conf", GOOD.replace("server {", "imap_auth plain plain; server {"));
        String away = "pid " + site + "/own.pid;\n" + GOOD.replace("127.0.0.1:21501", "192.0.2.1:21501");
        write(site, "away.conf", away);
        write(site, "away-logged.conf", "error_log logs/own.log;\n" + away);
        write(site, "bad.conf", "events {}\nfoo bar;\n");
        write(site, "include.conf", "include part.conf;\nevents {}\n");
        write(site, "part.conf", "worker_processes 1;\n");
        write(site, "pid-folder.conf", "pid " + site + "/folder;\nevents {}\n");
        for (Map.Entry<String, String> pid : PIDS.entrySet()) {
            write(site, pid.getKey() + ".pid", pid.getValue());
            write(site, pid.getKey() + ".conf", "pid " + site + "/" + pid.getKey() + ".pid;\nevents {}\n");
        }
    }

    private static void write(Path site, String name, String text) throws IOException {
        Files.writeString(site.resolve(name), text, ISO_8859_1);
    }

    private void add(String... line) {
        all.add(List.of(line));
    }

    /** With the prefix and this configuration. */
    private void with(String conf, String... line) {
        all.add(Stream.concat(Stream.of("-p", here, "-c", conf), Stream.of(line))
                .toList());
        all.add(Stream.concat(Stream.of(line), Stream.of("-p", here, "-c", conf))
                .toList());
    }

    private void flags() {
        for (String flag :
                List.of("-t", "-T", "-v", "-V", "-h", "-?", "-tq", "-qt", "-tT", "-Tq", "-tv", "-vt", "-tV")) {
            with("good.conf", flag);
            with("good.conf", flag, "-e", "stderr");
            with("bad.conf", flag);
        }
        for (String flag : List.of("-q", "-th", "-hv", "-vV", "-tqv", "-tt", "-TT", "-qq", "-t?", "-??", "-T?")) {
            with("bad.conf", flag);
        }
        with("good.conf", "-t", "-v", "-V", "-h", "-q");
        add("-c", "good.conf", "-c", "bad.conf", "-t", "-p", here);
        add("-t", "-p", "missing", "-p", here, "-c", "good.conf");
        add("-t", "-c", here + "bad.conf", "-e", "stderr");
    }

    private void confFiles() {
        for (String conf : List.of(
                "warn.conf",
                "missing.conf",
                "include.conf",
                "folder",
                "./good.conf",
                "../site/good.conf",
                here + "good.conf",
                "//" + here + "good.conf",
                "conf/",
                "good.conf/x",
                "")) {
            for (String flag : List.of("-t", "-T", "-tq", "-Tq")) {
                with(conf, flag);
            }
            add("-Tqc" + conf, "-p", here);
            with(conf, "-s", "stop");
            with(conf, "-q", "-s", "reload");
        }
    }

    private void prefixes() {
        for (String prefix : List.of(
                "/",
                ".",
                "./",
                "missing",
                "missing/",
                here.substring(0, here.length() - 1),
                here,
                "conf",
                "-x",
                "folder",
                "good.conf")) {
            add("-t", "-p", prefix);
            add("-t", "-p" + prefix);
            add("-t", "-p", prefix, "-c", "good.conf");
            add("-tp", prefix, "-e", "stderr");
            add("-T", "-p", prefix, "-c", here + "include.conf", "-e", "x.log");
            add("-s", "quit", "-p", prefix);
        }
    }

    private void errorLogs() {
        for (String log : List.of(
                "stderr",
                "x.log",
                "missing/x.log",
                "folder",
                here + "y.log",
                "logs/",
                "-",
                "stderr/",
                "/dev/null",
                "./stderr",
                "")) {
            for (String conf : List.of("good.conf", "bad.conf", "warn.conf")) {
                with(conf, "-t", "-e", log);
                add("-tq", "-p", here, "-c", conf, "-e" + log);
            }
            with("good.conf", "-s", "stop", "-e", log);
            with("stale.conf", "-s", "stop", "-e", log);
        }
        with("bad.conf", "-t", "-e", "a.log", "-e", "b.log");
        with("bad.conf", "-t", "-e", "a.log", "-e", "stderr");
    }

    private void globals() {
        for (String text : List.of(
                "daemon off",
                "daemon off;",
                "worker_processes 2;",
                "pid x.pid;",
                "foo",
                "foo;",
                "foo bar;",
                "events {}",
                "daemon off; daemon on;",
                "\"",
                "}",
                "{",
                "#",
                "# x;",
                "error_log stderr;",
                "error_log stderr notice;",
                "error_log z.log debug;",
                ";",
                "include part.conf;",
                "include missing.conf;",
                "daemon",
                "daemon off;daemon off",
                "env X=1;",
                "pid \"a b\";",
                "pid a\tb;",
                "")) {
            with("good.conf", "-t", "-g", text);
            with("include.conf", "-t", "-g", text, "-e", "stderr");
            with("include.conf", "-T", "-g", text);
            add("-tg", text, "-p", here, "-c", "bad.conf");
            add("-t", "-p", here, "-c", "good.conf", "-g" + text);
            with("include.conf", "-s", "stop", "-g", text);
        }
        add("-t", "-g", "daemon off;", "-g", "daemon on;", "-p", here);
        add("-t", "-g", "foo;", "-g", "daemon on;", "-p", here);
    }

    private void signals() {
        for (String word : List.of("stop", "quit", "reload", "reopen")) {
            for (String conf : PIDS.keySet()) {
                with(conf + ".conf", "-s", word);
            }
            for (String conf : List.of("good.conf", "pid-folder.conf", "bad.conf", "missing.conf", "warn.conf")) {
                with(conf, "-s", word);
                with(conf, "-s" + word, "-e", "stderr");
                with(conf, "-s", word, "-g", "error_log stderr notice;");
                with(conf, "-ts", word);
            }
        }
        for (String word : List.of("start", "-", "STOP", "stop ", "term", "sto", "stopp", "")) {
            with("good.conf", "-s", word);
            with("good.conf", "-ts", word);
        }
        with("stale.conf", "-s", "stop", "-s", "reload");
        with("good.conf", "-s", "stop", "-t");
        with("good.conf", "-s", "stop", "-v");
        add("-s", "x", "-s", "stop");
    }

    private void faults() {
        for (String conf : List.of("away.conf", "away-logged.conf")) {
            with(conf, "-t");
            with(conf, "-tq", "-e", "stderr");
            with(conf, "-T", "-e", "logs/other.log");
        }
        for (String valued : List.of("-p", "-c", "-e", "-g", "-s")) {
            add(valued);
            add("-t", valued);
            add("-t" + valued.charAt(1));
            add("-v", valued);
            add("-q" + valued.charAt(1));
            add("-vt" + valued.charAt(1));
        }
        for (String wrong : List.of(
                "x", "-x", "-", "-tx", "-xt", "t", "-t-", "-t=", "-1", "-é", "-tqé", "-t x", "-t\n", "-\u0001", "-C",
                "-P", "-S", "-Q", "-H", "- t", "-?h")) {
            with("bad.conf", wrong, "-e", "stderr");
            with("good.conf", "-t", wrong, "-e", "stderr");
            with("bad.conf", "-v", wrong);
        }
    }
}
