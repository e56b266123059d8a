package io.postern.process;

import io.postern.directive.Complaint;
import io.postern.settings.Configuration;

/** Checks of the whole that nginx makes after "syntax is ok" and before it opens anything. */
final class Afterwards {
    private Afterwards() {}

    static void check(Configuration configuration) {
        if (configuration.root().all("events").isEmpty()) {
            throw Complaint.plain("no \"events\" section in configuration");
        }
        int sockets = Sockets.of(configuration.servers()).size();
        int connections = configuration.get(EventsSettings.class).connections();
        if (connections < sockets + 1) {
            throw Complaint.plain(
                    connections + " worker_connections are not enough for " + sockets + " listening sockets");
        }
    }
}
