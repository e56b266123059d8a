package io.postern.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.postern.process.Built;
import io.postern.tls.engine.Encryptions;
import java.io.IOException;
import java.io.InputStream;

/** What -v, -V and -h print, in nginx's words. */
final class Version {
    /** The nginx we answer for. */
    static final String NGINX = "1.31.5";

    /** What an nginx built with BoringSSL says. */
    private static final String BORING = "built with OpenSSL 1.1.1 (compatible; BoringSSL) (running with BoringSSL)\n";

    private Version() {}

    static String text(Switches switches) {
        StringBuilder text = new StringBuilder(800);
        text.append("nginx version: nginx/")
                .append(NGINX)
                .append(" (postern-")
                .append(own())
                .append(")\n");
        if (switches.help()) {
            text.append(usage());
        }
        if (switches.configure()) {
            text.append("built by Java ")
                    .append(System.getProperty("java.version"))
                    .append(" (")
                    .append(System.getProperty("java.vendor"))
                    .append(")\n")
                    .append(Encryptions.fallBack() == null ? BORING : "")
                    .append("TLS SNI support enabled\nconfigure arguments: ")
                    .append(Built.ARGUMENTS)
                    .append('\n');
        }
        return text.toString();
    }

    /** Postern's own version. */
    static String own() {
        try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
            return in == null ? "0" : new String(in.readAllBytes(), US_ASCII).strip();
        } catch (IOException e) {
            return "0";
        }
    }

    private static String usage() {
        return """
                Usage: nginx [-?hvVtTq] [-s signal] [-p prefix]
                             [-e filename] [-c filename] [-g directives]

                Options:
                  -?,-h         : this help
                  -v            : show version and exit
                  -V            : show version and configure options then exit
                  -t            : test configuration and exit
                  -T            : test configuration, dump it and exit
                  -q            : suppress non-error messages during configuration testing
                  -s signal     : send signal to a master process: stop, quit, reopen, reload
                  -p prefix     : set prefix path (default: %s)
                  -e filename   : set error log file (default: %s)
                  -c filename   : set configuration file (default: %s)
                  -g directives : set global directives out of configuration file

                """.formatted(Built.PREFIX, Built.ERROR_LOG, Built.CONF_FILE);
    }
}
