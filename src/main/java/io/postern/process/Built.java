package io.postern.process;

/** What nginx fixes when it is built: default places, and the arguments that -V names. */
public final class Built {
    /** The prefix where no -p is given; a package may set it with -Dpostern.prefix. */
    public static final String PREFIX = System.getProperty("postern.prefix", "/usr/local/nginx/");

    /** The configuration file where no -c is given, under the prefix unless absolute. */
    public static final String CONF_FILE = System.getProperty("postern.conf", "conf/nginx.conf");

    /** The log for early errors, and the default error_log. */
    public static final String ERROR_LOG = System.getProperty("postern.error_log", "logs/error.log");

    /** The parts of nginx that are served here and have to be asked for, as its configure script calls them. */
    public static final String ARGUMENTS = "--prefix=" + folder()
            + " --with-http_realip_module --with-http_stub_status_module --with-mail --with-mail_ssl_module";

    private Built() {}

    private static String folder() {
        return PREFIX.length() > 1 && PREFIX.endsWith("/") ? PREFIX.substring(0, PREFIX.length() - 1) : PREFIX;
    }
}
