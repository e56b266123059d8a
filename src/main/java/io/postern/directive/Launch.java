package io.postern.directive;

/**
 * What the command line says about reading the configuration. Names are texts as given, bytes as ISO_8859_1.
 *
 * @param confFile the configuration file's full name
 * @param prefix the prefix (-p), ending in "/"; error_log, pid and the like are relative to it
 * @param errorLog the file for early errors (-e), "stderr" for standard error
 * @param globals the directives of -g, empty where there are none
 * @param test whether the configuration is only tested, files and addresses included (-t, -T; but not with -s)
 * @param touches whether files other than configuration files, sockets and DNS may be used; false for --check
 */
public record Launch(String confFile, String prefix, String errorLog, String globals, boolean test, boolean touches) {
    /** The folder of the configuration file, ending in "/"; include, ssl_certificate and the like are relative to it. */
    public String confFolder() {
        return confFile.substring(0, confFile.lastIndexOf('/') + 1);
    }
}
